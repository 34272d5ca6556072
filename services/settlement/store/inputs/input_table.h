// The imported inputs of a year, whatever their kind: rows with a key inside an edition. A stored
// row never changes; a year that was wrong gets a new edition.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_INPUTS_INPUT_TABLE_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_INPUTS_INPUT_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::settlement {

enum class InputKind { kBudget = 1, kActual, kIndicator, kContract };

// How rows of a kind lie in their table.
struct InputTable {
  std::string_view name;
  std::vector<std::string_view> key;  // after region, year and edition; text, institution_id first
  std::vector<std::string_view> values;
};
const InputTable& TableOf(InputKind kind);

struct InputRow {
  std::vector<std::string> key;
  sql::Params values;
  int64_t source_row = 0;  // of the import, from 0; not stored in what is compared

  const std::string& institution_id() const { return key.front(); }
  bool SameAs(const InputRow& other) const { return key == other.key && values == other.values; }
};

// One edition of a kind and year.
struct InputEdition {
  InputKind kind = InputKind::kBudget;
  std::string region;
  int32_t year = 0;
  int64_t edition = 1;
};

// The edition that counts now. To change what follows from it, lock the year first (store/years.h).
absl::StatusOr<InputEdition> CurrentEdition(sql::Tx& tx, InputKind kind, const std::string& region,
                                            int32_t year);

// Counts one more change of the year's inputs; with `new_edition` the rows of `written` count from
// now on. The year is locked.
absl::Status RecordChange(sql::Tx& tx, const InputEdition& written, bool new_edition);

// ALREADY_EXISTS if one of them is there.
absl::Status InsertInputRows(sql::Tx& tx, const InputEdition& edition, std::vector<InputRow> rows,
                             const std::string& request_id);

// All rows of these institutions, by key.
absl::StatusOr<std::vector<InputRow>> FindInputRows(sql::Tx& tx, const InputEdition& edition,
                                                    const std::vector<std::string>& institutions);

// Up to `limit` rows above `after`, by key; an empty key is below every one.
absl::StatusOr<std::vector<InputRow>> InputRowsAfter(sql::Tx& tx, const InputEdition& edition,
                                                     const std::vector<std::string>& after,
                                                     int64_t limit);

// All of them, by key.
absl::StatusOr<std::vector<InputRow>> AllInputRows(sql::Tx& tx, const InputEdition& edition);

// The rows of an edition in the order of keys, a page at a time, taken institution by institution.
class InputCursor {
 public:
  InputCursor(sql::Tx& tx, InputEdition edition) : tx_(tx), edition_(std::move(edition)) {}

  // The institution of the next row; empty at the end.
  absl::StatusOr<std::string> Peek();
  // The rows of `institution_id`, none if the next row is of another one.
  absl::StatusOr<std::vector<InputRow>> Take(const std::string& institution_id);

 private:
  sql::Tx& tx_;
  const InputEdition edition_;
  std::vector<InputRow> page_;     // rows before next_ are given away
  std::vector<std::string> last_;  // key of the last row of the page
  size_t next_ = 0;
  bool ended_ = false;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_INPUTS_INPUT_TABLE_H_

// One import, whatever is imported: every bad row named, all rows or none applied, a year corrected
// by a new edition.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_INPUTS_IMPORTER_H_
#define PROBITY_SERVICES_SETTLEMENT_API_INPUTS_IMPORTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/status/reason.h"
#include "common/status/status.h"
#include "services/settlement/api/environment.h"
#include "services/settlement/domain/inputs/row_checks.h"
#include "services/settlement/store/inputs/input_table.h"

namespace probity::settlement {

// What is wrong with an import, row by row: `budgets[17].total_budget_fen`, rows counted over the
// whole stream from 0; each description begins with its reason.
class BadRows {
 public:
  // `list` is the name of the repeated field.
  explicit BadRows(std::string_view list) : list_(list) {}

  const std::string& list() const { return list_; }
  void Add(int64_t row, std::string_view column, Reason reason, std::string_view text);
  void Add(int64_t row, const std::vector<RowProblem>& problems);
  // INVALID_ARGUMENT BAD_ROWS with every violation; OK if there is none.
  absl::Status Result() const;

 private:
  std::string list_;
  std::vector<FieldViolation> violations_;
};

struct ParsedRow {
  int32_t year = 0;
  InputRow row;
};

// The stream of one import, read.
struct ImportBatch {
  InputKind kind = InputKind::kBudget;
  std::string request_id;
  int32_t replace_year = 0;         // 0: rows are added
  bool replace_year_later = false;  // a message after the first states one too
  std::vector<ParsedRow> rows;      // as sent
};

struct ImportCounts {
  int32_t added = 0;
  int32_t unchanged = 0;
  int32_t removed = 0;
};

// Applies the batch in the transaction of `tx`. `bad` holds what is wrong with rows by themselves.
// Refuses: BAD_REQUEST (replace_year), BAD_ROWS (also DUPLICATE_UNIT: rows that cannot stand beside
// each other or beside what is stored), YEAR_CLOSED.
absl::StatusOr<ImportCounts> ApplyImport(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                         ImportBatch batch, BadRows& bad);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_INPUTS_IMPORTER_H_

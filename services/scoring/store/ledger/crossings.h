// The record of bands entered and crossings undone. Append-only.
#ifndef PROBITY_SERVICES_SCORING_STORE_LEDGER_CROSSINGS_H_
#define PROBITY_SERVICES_SCORING_STORE_LEDGER_CROSSINGS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/ledger/crossing.h"

namespace probity::scoring {

enum class CrossingEvent { kFired = 1, kUndone = 2 };

struct CrossingRow {
  // `effects` is not stored: `policy_sha256` and `band_first` give it.
  Crossing crossing;
  int32_t seq = 0;  // counts up from 1 within the subject's year
  CrossingEvent event = CrossingEvent::kFired;
  int64_t last_seq = 0;       // the ledger entry after which it was recorded
  int64_t recorded_time = 0;  // microseconds since 1970
  std::string actor;
  bool scenario = false;
};

// Where two crossings are one: an entry crosses a band once, and that another service day counts
// makes it another crossing.
bool SameCrossing(const Crossing& a, const Crossing& b);

// The crossings of one subject's year that stand by its record, in the order they fired.
std::vector<Crossing> StillFired(const std::vector<CrossingRow>& rows);

absl::Status InsertCrossing(sql::Tx& tx, const std::string& region, const CrossingRow& row);

// One subject's year, by seq.
absl::StatusOr<std::vector<CrossingRow>> CrossingsOfYear(sql::Tx& tx, const std::string& region,
                                                         const Subject& subject, int32_t year);

// By subject, year, seq.
absl::Status ForEachCrossing(sql::Tx& tx, const std::string& region,
                             const std::function<absl::Status(const CrossingRow&)>& each);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_LEDGER_CROSSINGS_H_

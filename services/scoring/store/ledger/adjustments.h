// Repairs of points and their undoing, from the first person's request to the second's decision.
// Append-only.
#ifndef PROBITY_SERVICES_SCORING_STORE_LEDGER_ADJUSTMENTS_H_
#define PROBITY_SERVICES_SCORING_STORE_LEDGER_ADJUSTMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

struct AdjustmentDecision {
  bool approved = false;
  std::string reason;
  std::string actor;
  int64_t entry_seq = 0;  // of what was recorded; 0 if refused
  absl::CivilDay date;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
};

struct Adjustment {
  std::string adjustment_id;            // 16 bytes
  EntryKind kind = EntryKind::kReduce;  // or kRestore
  Subject subject;
  int32_t year = 0;
  std::string code;     // of the policy's reductions
  int64_t minutes = 0;  // of the activity; 0 for a restoration
  int64_t points = 0;
  std::string repair_id;  // 16 bytes: the repair; of a REDUCE its own id
  std::string reason;
  std::string document;
  std::string actor;
  absl::CivilDay date;
  int64_t recorded_time = 0;
  bool scenario = false;
  std::optional<AdjustmentDecision> decision;
};

absl::Status InsertAdjustment(sql::Tx& tx, const std::string& region, const Adjustment& adjustment);

// ADJUSTMENT_DECIDED if there is one already.
absl::Status InsertAdjustmentDecision(sql::Tx& tx, const std::string& region,
                                      const std::string& adjustment_id,
                                      const AdjustmentDecision& decision);

// UNKNOWN_ADJUSTMENT.
absl::StatusOr<Adjustment> GetAdjustment(sql::Tx& tx, const std::string& region,
                                         const std::string& adjustment_id);

// By id, which is by time, above `after`; an empty subject is all.
struct AdjustmentFilter {
  std::string subject_id;
  bool open_only = false;
  std::string after;  // 16 bytes, or empty
  int64_t limit = 50;
};
absl::StatusOr<std::vector<Adjustment>> ListAdjustments(sql::Tx& tx, const std::string& region,
                                                        const AdjustmentFilter& filter);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_LEDGER_ADJUSTMENTS_H_

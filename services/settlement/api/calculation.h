// The one calculation of a run, page by page over its frozen units: the same function calculates it
// the first time and replays it later, so a replay can only differ if something was changed.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_CALCULATION_H_
#define PROBITY_SERVICES_SETTLEMENT_API_CALCULATION_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/settlement/api/policy_files.h"
#include "services/settlement/domain/run.h"

namespace probity::settlement {

struct InputSeals {
  std::string inputs_sha256;
  std::string facts_sha256;
};

// The seals of the stored units, as they are now.
absl::StatusOr<InputSeals> SealInputs(sql::Tx& tx, const std::string& region, const Run& run);

// INPUTS_CHANGED_AFTER_FREEZE if the stored units no longer have the seals of the freeze.
absl::Status CheckSeals(sql::Tx& tx, const std::string& region, const Run& run);

struct Calculated {
  std::string result_sha256;
  int64_t sanction_orders_missing = 0;
};

// Calculates every unit and stores the results. ARITHMETIC_OVERFLOW naming the unit.
absl::StatusOr<Calculated> CalculateAndStore(sql::Tx& tx, const std::string& region, const Run& run,
                                             const PoliciesBySha& policies);

// Calculates every unit again. REPLAY_MISMATCH, naming the first unit, if a stored result differs;
// also if the hash does.
absl::Status Replay(sql::Tx& tx, const std::string& region, const Run& run,
                    const PoliciesBySha& policies);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_CALCULATION_H_

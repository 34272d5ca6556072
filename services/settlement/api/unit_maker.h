// The units of a run, made from what scoring says of each institution and what was imported.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_UNIT_MAKER_H_
#define PROBITY_SERVICES_SETTLEMENT_API_UNIT_MAKER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/settlement/api/policy_files.h"
#include "services/settlement/api/run_steps.h"
#include "services/settlement/api/scoring_client.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {

// Calls `each` with every unit, in the order of keys. Everything wrong is gathered and refused
// together: MISSING_BUDGET, UNKNOWN_INSTITUTION, MISSING_INDICATOR, the refusals of an input. Once
// something is wrong `each` is not called any more.
absl::Status MakeUnits(sql::Tx& tx, const std::string& region, const LockedRun& locked,
                       const PulledYear& pulled, const PoliciesBySha& policies,
                       const std::function<absl::Status(FrozenUnit)>& each);

// Writes units in pages; Flush after the last one.
class UnitWriter {
 public:
  UnitWriter(sql::Tx& tx, UnitsOfRun run) : tx_(tx), run_(std::move(run)) {}
  absl::Status Add(FrozenUnit unit);
  absl::Status Flush();
  int64_t units() const { return units_; }

 private:
  sql::Tx& tx_;
  const UnitsOfRun run_;
  std::vector<FrozenUnit> page_;
  int64_t units_ = 0;
};

// Every file must be the policy of its kind and speak of this year's money.
absl::StatusOr<PoliciesBySha> CheckPolicies(PolicyFiles& files, const PulledYear& pulled);

// Keeps the files beside the run.
absl::Status KeepPolicies(sql::Tx& tx, const std::string& region, const Run& run,
                          const PulledYear& pulled);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_UNIT_MAKER_H_

// One unit of a calculated run, computed again from what was frozen before anything is said of it.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_REPLAYED_UNIT_H_
#define PROBITY_SERVICES_SETTLEMENT_API_REPLAYED_UNIT_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/settlement/api/environment.h"
#include "services/settlement/domain/explain.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {

struct ReplayedUnit {
  Run run;
  Outcome outcome;  // with the instalments of a recovery
  PolicyRef policy;
  std::optional<RegionFacts> region;  // of runs that settle money

  SettledFigures Figures() const {
    return {outcome.unit.input, *policy, outcome.result, &outcome.unit.facts,
            region.has_value() ? &*region : nullptr};
  }
};

// NOT_FOUND. REPLAY_MISMATCH if the stored figures are not what the frozen inputs give: the unit's
// own, its share by the plan of the region, or the score its indicators come to.
absl::StatusOr<ReplayedUnit> ReplayUnit(const ServiceEnv& env, sql::Tx& tx, const Run& run,
                                        const UnitKey& key);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_REPLAYED_UNIT_H_

// A whole run, unit by unit: trial, replay, what-if and live run are this one function.
//
// The units come three times in the order of their keys and are never held together. What is kept
// of each between the passes is at most the 16 bytes of its remainder, and that only where an
// amount is split.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_SETTLE_RUN_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_SETTLE_RUN_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/restate.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

using UnitPage = std::vector<FrozenUnit>;
// Calls its argument with page after page, in the order of keys; begins anew at each call.
using UnitPages = std::function<absl::Status(const std::function<absl::Status(const UnitPage&)>&)>;

// The policies of a run by sha256. They outlive the calculation.
using PolicyTable = std::map<std::string, const policy::Policy*>;

// The policy of a unit. POLICY_CHANGED_AFTER_FREEZE if the run was not frozen with it.
absl::StatusOr<const policy::Policy*> PolicyOf(const PolicyTable& policies, const UnitInput& input);

// How the region's rewards are funded: what the policy of the rated kind says. POLICY_INVALID if
// two such policies of one run say different things.
absl::StatusOr<policy::Incentive> IncentiveOf(const PolicyTable& policies);

// A page's results, beside its units.
using EmitResults = std::function<absl::Status(const UnitPage&, const std::vector<UnitResult>&)>;

// The refusals of SettleUnit and PlanRegion.
absl::StatusOr<RegionTotals> SettleRun(const UnitPages& pages, const PolicyTable& policies,
                                       const RegionTerms& terms, const EmitResults& emit);

// A run that corrects a published one: each unit by itself, by the published plan. `published`
// gives a unit's published figures, or nothing for a unit it did not hold.
struct PublishedFigures {
  UnitInput input;
  UnitResult result;
};
using FindPublished =
    std::function<absl::StatusOr<std::optional<PublishedFigures>>(const UnitKey&)>;
absl::StatusOr<RegionTotals> RestateRun(const UnitPages& pages, const PolicyTable& policies,
                                        const RegionTerms& terms, const RegionPlan& plan,
                                        const FindPublished& published, const EmitResults& emit);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_SETTLE_RUN_H_

// A supplementary run: a unit whose inputs changed after its year was locked. The factors of the
// published run stay as published; a share whose weight did not change stays the published number,
// so that releasing a hold moves exactly what was held.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_RESTATE_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_RESTATE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

// A unit as the published run settled it.
struct PublishedUnit {
  UnitResult result;
  RegionWeight weight;  // WeighUnit of its published inputs
};

// The unit's new figures. `published` is nullptr for a unit the published run did not hold.
absl::StatusOr<UnitResult> RestateUnit(const UnitInput& input, const policy::Policy& policy,
                                       const RegionTerms& terms, const RegionPlan& plan,
                                       const PublishedUnit* published);

// New less posted, line by line.
struct UnitDelta {
  int64_t base_fen = 0;
  int64_t retention_reward_fen = 0;
  int64_t rate_scaled_fen = 0;
  int64_t rate_paid_fen = 0;
  int64_t retention_paid_fen = 0;
  int64_t withhold_fen = 0;
  int64_t incentive_fen = 0;
  int64_t incentive_paid_fen = 0;
  int64_t contract_paid_fen = 0;
  int64_t contract_held_fen = 0;
  int64_t payable_fen = 0;
  int64_t held_fen = 0;
  int64_t forfeit_fen = 0;
  int64_t net_fen = 0;
  bool operator==(const UnitDelta&) const = default;
};

// Calls visit(name, value) for each line, in the order above. `Sums` is UnitDelta, UnitResult, or
// either const.
template <typename Sums, typename Visit>
void VisitDelta(Sums& sums, Visit&& visit) {
  visit("base_fen", sums.base_fen);
  VisitFromRetention(sums, visit);
}

// ARITHMETIC_OVERFLOW where a difference leaves 64 bits. `before` is all zeros for a new unit.
absl::StatusOr<UnitDelta> DeltaOf(const UnitResult& after, const UnitResult& before);

// What the reserve gains (or, negative, pays) by the deltas.
absl::StatusOr<int64_t> ReserveMove(const std::vector<UnitDelta>& deltas);
// The EXCHANGE_FIX transfer of the run, from RESERVE to EXCHANGE where positive.
absl::StatusOr<int64_t> ExchangeFix(const std::vector<UnitDelta>& deltas);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_RESTATE_H_

// The step of a region: rewards are paid from a reserve, scaled or refused where it runs short; or
// what is withheld from all is exchanged by score. Shares are exact to the fen by largest
// remainder.
//
// A large region is settled in passes that hold one unit at a time:
//   1  SettleUnit, WeighUnit, RegionSums::Add for each unit
//      PlanRegion
//   2  FloorShares for each unit, keeping the remainder; the missing fen are
//      plan.split_fen - (sum of Floors::share_fen)
//   3  one fen more for that many units, of the largest remainder, ties to the smaller key
//      FinishUnit and RegionTotals::Add for each unit
// SettleRegion does all of it for units in memory, by the same functions.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_REGION_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_REGION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/money/rounding.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/payable.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

inline constexpr int64_t kMaxRegionFen = 4'000'000'000'000'000'000;

// The region's money and how rewards are funded; percents and modes are the policy's.
struct RegionTerms {
  policy::IncentiveMode mode = policy::IncentiveMode::kReserveFunded;
  int64_t reserve_fen = 0;
  int64_t floor_fen = 0;  // the reserve is not used below it
  int64_t pool_fen = 0;   // 0..4·10^18, like the two above
  policy::OnShortfall on_shortfall = policy::OnShortfall::kRefuse;
  int32_t withhold_bp = 0;
  int32_t score_denominator = 100;
  int32_t max_incentive_bp = 0;
};

// The terms of `incentive` with the amounts of a region.
RegionTerms TermsOf(const policy::Incentive& incentive, int64_t reserve_fen, int64_t floor_fen,
                    int64_t pool_fen);
// NEGATIVE_AMOUNT, AMOUNT_OUT_OF_RANGE, naming the amount.
absl::Status CheckTerms(const RegionTerms& terms);

// What a unit brings into the region's step.
struct RegionWeight {
  bool in_exchange = false;  // of a rated kind, graded, not INELIGIBLE; only in LINEAR_EXCHANGE
  int64_t sigma_centi = 0;   // score that counts: 0 of a CANCELLED unit
  int64_t withhold_fen = 0;
  money::Int128 weight = 0;  // base times sigma
  bool operator==(const RegionWeight&) const = default;
};
absl::StatusOr<RegionWeight> WeighUnit(const UnitInput& input, const policy::Policy& policy,
                                       const UnitResult& own, const RegionTerms& terms);

// Sums of the first pass.
struct RegionSums {
  money::Int128 outlay_fen = 0;  // base, retention and contracts: never scaled
  money::Int128 rate_reward_fen = 0;
  money::Int128 withhold_fen = 0;  // the pot of an exchange
  money::Int128 weight = 0;
  money::Int128 exchange_base_fen = 0;
  int64_t best_sigma_centi = 0;  // of the exchange's units with a base
  absl::Status Add(const UnitResult& own, const RegionWeight& weight);
};

// A factor as published: unreduced.
struct Factor {
  int64_t numerator = 0;
  money::Int128 denominator = 1;
  bool operator==(const Factor&) const = default;
};
// "28000017/31840000"; empty for none.
std::string FactorText(const std::optional<Factor>& factor);

// How the region shares: all that a supplementary run needs of the published one.
struct RegionPlan {
  std::optional<Factor> reward;    // E/W+ if rewards are scaled
  std::optional<Factor> exchange;  // pot/Σ base·σ; absent outside an exchange, if degenerate or if
                                   // the sum is 0: then incentive = withhold
  bool exchange_degenerate = false;
  std::string slope;  // of the exchange, ten decimals; empty with `exchange`
  bool operator==(const RegionPlan&) const = default;

  // The amount split by largest remainder: E or the pot, 0 if nothing is split.
  int64_t SplitFen() const;
};

// POOL_EXCEEDED: what is never scaled is more than the pool. RESERVE_SHORTFALL: the reserve cannot
// pay the rewards and the policy says REFUSE. ARITHMETIC_OVERFLOW.
absl::StatusOr<RegionPlan> PlanRegion(const RegionSums& sums, const RegionTerms& terms);

// A unit's share rounded down. At most one of the two modes splits anything, so there is one
// remainder.
struct Floors {
  RegionShares shares;
  int64_t share_fen = 0;        // of RegionPlan::SplitFen: the part in `shares` that was split
  money::Int128 remainder = 0;  // the larger, the sooner one fen more
};
absl::StatusOr<Floors> FloorShares(const RegionPlan& plan, const UnitResult& own,
                                   const RegionWeight& weight);
// The shares with the one fen more that the third pass gives.
RegionShares OneFenMore(const RegionPlan& plan, const Floors& floors);

// Sums over a run's units, as its result states them.
struct RegionTotals {
  int64_t base_fen = 0;
  int64_t rate_reward_fen = 0;
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
  int64_t reserve_after_fen = 0;
  RegionPlan plan;
  bool operator==(const RegionTotals&) const = default;

  // ARITHMETIC_OVERFLOW where a sum leaves 64 bits; *this is then not to be used.
  absl::Status Add(const UnitResult& result);
  // Once, after the last unit.
  void Close(const RegionTerms& terms, const RegionPlan& plan);
};

// Calls visit(name, value) for the sums from the retention on, which totals and deltas share, in
// the order of the result's hash. `Sums` has them all, as RegionTotals, UnitResult and UnitDelta
// (restate.h) do, and may be const.
template <typename Sums, typename Visit>
void VisitFromRetention(Sums& sums, Visit&& visit) {
  visit("retention_reward_fen", sums.retention_reward_fen);
  visit("rate_scaled_fen", sums.rate_scaled_fen);
  visit("rate_paid_fen", sums.rate_paid_fen);
  visit("retention_paid_fen", sums.retention_paid_fen);
  visit("withhold_fen", sums.withhold_fen);
  visit("incentive_fen", sums.incentive_fen);
  visit("incentive_paid_fen", sums.incentive_paid_fen);
  visit("contract_paid_fen", sums.contract_paid_fen);
  visit("contract_held_fen", sums.contract_held_fen);
  visit("payable_fen", sums.payable_fen);
  visit("held_fen", sums.held_fen);
  visit("forfeit_fen", sums.forfeit_fen);
  visit("net_fen", sums.net_fen);
}

// Calls visit(name, value) for the fifteen sums, in the order of the result's hash. `Sums` is
// RegionTotals, UnitResult (the same sums of one unit), or either const.
template <typename Sums, typename Visit>
void VisitSums(Sums& sums, Visit&& visit) {
  visit("base_fen", sums.base_fen);
  visit("rate_reward_fen", sums.rate_reward_fen);
  VisitFromRetention(sums, visit);
}

// One unit with the policy that decides it; the policy outlives the call.
struct RegionUnit {
  UnitInput input;
  const policy::Policy* policy = nullptr;
};

struct RegionResult {
  std::vector<UnitResult> units;  // in the order given
  std::vector<RegionWeight> weights;
  RegionTotals totals;
};
// Any order of units gives the same figures. Beside the refusals above: DUPLICATE_UNIT.
absl::StatusOr<RegionResult> SettleRegion(const std::vector<RegionUnit>& units,
                                          const RegionTerms& terms);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_REGION_H_

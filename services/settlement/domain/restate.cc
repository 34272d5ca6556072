#include "services/settlement/domain/restate.h"

#include <array>
#include <string_view>

#include "common/status/status.h"
#include "services/settlement/domain/exact.h"
#include "services/settlement/domain/settle_unit.h"
#include "services/settlement/domain/unit_status.h"

namespace probity::settlement {
namespace {

using money::Int128;

// The published share of a reward of the same size, else the published factor's.
int64_t RateScaled(Exact& exact, const UnitResult& own, const RegionPlan& plan,
                   const PublishedUnit* published) {
  if (published != nullptr && published->result.rate_reward_fen == own.rate_reward_fen) {
    return published->result.rate_scaled_fen;
  }
  if (!plan.reward.has_value()) return own.rate_reward_fen;
  return exact.R(exact.Times(own.rate_reward_fen, plan.reward->numerator), plan.reward->denominator,
                 "rate_scaled_fen");
}

// Membership, weight and what is withheld decide a share; the score alone does not.
bool SameShare(const RegionWeight& a, const RegionWeight& b) {
  return a.in_exchange == b.in_exchange && a.weight == b.weight && a.withhold_fen == b.withhold_fen;
}

int64_t Incentive(Exact& exact, const RegionWeight& weight, const RegionPlan& plan,
                  const PublishedUnit* published) {
  if (published != nullptr && SameShare(published->weight, weight)) {
    return published->result.incentive_fen;
  }
  if (!weight.in_exchange || !plan.exchange.has_value()) return weight.withhold_fen;
  return exact.R(exact.Times(weight.weight, plan.exchange->numerator), plan.exchange->denominator,
                 "incentive_fen");
}

}  // namespace

absl::StatusOr<UnitResult> RestateUnit(const UnitInput& input, const policy::Policy& policy,
                                       const RegionTerms& terms, const RegionPlan& plan,
                                       const PublishedUnit* published) {
  PROBITY_ASSIGN_OR_RETURN(const UnitResult own, SettleUnit(input, policy));
  PROBITY_ASSIGN_OR_RETURN(const RegionWeight weight, WeighUnit(input, policy, own, terms));
  Exact exact(policy.rounding);
  const RegionShares shares{RateScaled(exact, own, plan, published), weight.withhold_fen,
                            Incentive(exact, weight, plan, published)};
  if (!exact.status().ok()) return NamingUnit(exact.status(), input.key);
  return FinishUnit(input, own, shares, policy.settlement.recovery_instalments);
}

absl::StatusOr<UnitDelta> DeltaOf(const UnitResult& after, const UnitResult& before) {
  std::array<Int128, 14> differences{};
  size_t next = 0;
  VisitDelta(after, [&](std::string_view, int64_t fen) { differences[next++] = fen; });
  next = 0;
  VisitDelta(before, [&](std::string_view, int64_t fen) { differences[next++] -= fen; });
  UnitDelta delta;
  next = 0;
  Exact exact;
  VisitDelta(delta, [&](std::string_view name, int64_t& fen) {
    fen = exact.Whole(differences[next++], name);
  });
  return exact.Give(delta);
}

absl::StatusOr<int64_t> ExchangeFix(const std::vector<UnitDelta>& deltas) {
  Exact exact;
  Int128 sum = 0;
  for (const UnitDelta& delta : deltas) {
    sum = exact.Plus(sum, Int128{delta.incentive_fen} - delta.withhold_fen);
  }
  return exact.Give(exact.Whole(sum, "exchange_fix_fen"));
}

absl::StatusOr<int64_t> ReserveMove(const std::vector<UnitDelta>& deltas) {
  Exact exact;
  Int128 sum = 0;
  for (const UnitDelta& delta : deltas) {
    sum = exact.Plus(sum, Int128{delta.rate_scaled_fen} + delta.incentive_fen - delta.withhold_fen);
  }
  return exact.Give(exact.Whole(-sum, "reserve_move_fen"));
}

}  // namespace probity::settlement

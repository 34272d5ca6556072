#include "services/settlement/domain/payable.h"

#include <algorithm>

#include "services/settlement/domain/exact.h"
#include "services/settlement/domain/unit_status.h"

namespace probity::settlement {
namespace {

using money::Int128;

// L11: what is payable now and what waits for the end of an open case.
void SetPayable(Exact& exact, UnitResult& unit) {
  const bool held = unit.rates.reward_status == RewardStatus::kHeld;
  unit.rate_paid_fen = held ? 0 : unit.rate_scaled_fen;
  unit.retention_paid_fen = held ? 0 : unit.retention_reward_fen;
  unit.incentive_paid_fen =
      held ? std::min(unit.incentive_fen, unit.withhold_fen) : unit.incentive_fen;
  unit.payable_fen =
      exact.Whole(Int128{unit.base_fen} + unit.rate_paid_fen + unit.retention_paid_fen -
                      unit.withhold_fen + unit.incentive_paid_fen + unit.contract_paid_fen,
                  "payable_fen");
  unit.held_fen =
      exact.Whole(Int128{unit.rate_scaled_fen} - unit.rate_paid_fen + unit.retention_reward_fen -
                      unit.retention_paid_fen + unit.incentive_fen - unit.incentive_paid_fen +
                      unit.contract_held_fen,
                  "held_fen");
}

// L12: where the claims went.
void SetGap(Exact& exact, const UnitInput& input, UnitResult& unit) {
  const Int128 gap = Int128{unit.eligible_fen} + input.emergency_fen - unit.base_fen -
                     unit.rate_paid_fen - unit.retention_paid_fen;
  unit.capped_fen = exact.Whole(std::max<Int128>(gap, 0), "capped_fen");
  unit.surplus_kept_fen = exact.Whole(std::max<Int128>(-gap, 0), "surplus_kept_fen");
  const Int128 waiting = Int128{unit.rate_scaled_fen} - unit.rate_paid_fen +
                         unit.retention_reward_fen - unit.retention_paid_fen;
  unit.capped_held_fen = exact.Whole(std::min<Int128>(unit.capped_fen, waiting), "capped_held_fen");
}

}  // namespace

std::vector<int64_t> RecoveryPlan(int64_t net_fen, int32_t instalments) {
  if (net_fen >= 0) return {};
  const int32_t parts = std::max(instalments, 1);
  const Int128 due = -Int128{net_fen};
  std::vector<int64_t> plan(static_cast<size_t>(parts), static_cast<int64_t>(due / parts));
  for (size_t i = 0; i < static_cast<size_t>(due % parts); ++i) ++plan[i];
  return plan;
}

absl::StatusOr<UnitResult> FinishUnit(const UnitInput& input, const UnitResult& own,
                                      const RegionShares& shares, int32_t recovery_instalments) {
  UnitResult unit = own;
  unit.rate_scaled_fen = shares.rate_scaled_fen;
  unit.withhold_fen = shares.withhold_fen;
  unit.incentive_fen = shares.incentive_fen;
  Exact exact;
  SetPayable(exact, unit);
  SetGap(exact, input, unit);
  unit.net_fen = exact.Whole(Int128{unit.payable_fen} - unit.forfeit_fen - input.monthly_fen -
                                 input.prefund_fen - input.deductions_fen + input.prior_year_fen,
                             "net_fen");
  if (!exact.status().ok()) return NamingUnit(exact.status(), input.key);
  unit.recovery_fen = RecoveryPlan(unit.net_fen, recovery_instalments);
  return unit;
}

}  // namespace probity::settlement

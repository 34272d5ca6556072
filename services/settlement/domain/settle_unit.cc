#include "services/settlement/domain/settle_unit.h"

#include <algorithm>

#include "common/status/status.h"
#include "services/settlement/domain/caps.h"
#include "services/settlement/domain/contracts.h"
#include "services/settlement/domain/deposit.h"
#include "services/settlement/domain/exact.h"
#include "services/settlement/domain/input_check.h"
#include "services/settlement/domain/unit_status.h"
#include "services/settlement/domain/volume.h"

namespace probity::settlement {
namespace {

// L3–L5.
absl::Status SetVolume(const UnitInput& input, const policy::Policy& policy, const Volume& volume,
                       UnitResult& unit) {
  unit.active_days = ActiveDays(input);
  unit.volume_upper = volume.upper;
  unit.volume_lower = volume.lower;
  unit.volume_standard = volume.standard;
  unit.volume_excess = volume.excess;
  unit.low_volume = volume.low;
  PROBITY_ASSIGN_OR_RETURN(
      unit.stripped_fen, Stripped(input, volume, policy.settlement.excess_pay_bp, policy.rounding));
  unit.eligible_fen = input.accepted_fen - unit.stripped_fen;
  return absl::OkStatus();
}

// L6, L7.
absl::Status SetBaseAndRewards(const CostInputs& cost, UnitResult& unit) {
  const int32_t full_bp = unit.rates.rate_bp;
  const int32_t base_bp = std::min(unit.rates.band_bp, 0);
  unit.retention_allowed =
      RetentionAllowed(cost.input, cost.terms, unit.rates.reward_status, unit.low_volume);
  PROBITY_ASSIGN_OR_RETURN(unit.at_base, CostAt(cost, base_bp, Retention::kOff));
  PROBITY_ASSIGN_OR_RETURN(
      unit.at_full,
      CostAt(cost, full_bp, unit.retention_allowed ? Retention::kOn : Retention::kOff));
  PROBITY_ASSIGN_OR_RETURN(const int64_t base, ValueOf(unit.at_base, cost.eligible_fen));
  PROBITY_ASSIGN_OR_RETURN(const int64_t full, ValueOf(unit.at_full, cost.eligible_fen));
  Exact exact;
  unit.base_fen = exact.Whole(money::Int128{base} + cost.input.emergency_fen, "base_fen");
  unit.reward_fen = exact.Whole(money::Int128{full} - base, "reward_fen");
  unit.retention_reward_fen = unit.at_full.retention_fen;
  unit.rate_reward_fen =
      exact.Whole(money::Int128{unit.reward_fen} - unit.retention_reward_fen, "rate_reward_fen");
  return exact.status();
}

// L8, L9.
absl::Status SetContractsAndDeposit(const UnitInput& input, const policy::Policy& policy,
                                    UnitResult& unit) {
  PROBITY_ASSIGN_OR_RETURN(const ContractSums contracts,
                           SettleContracts(input.contracts, policy.rounding));
  unit.contract_paid_fen = contracts.paid_fen;
  unit.contract_held_fen = contracts.held_fen;
  unit.contract_refused_fen = contracts.refused_fen;
  PROBITY_ASSIGN_OR_RETURN(
      unit.forfeit_fen,
      Forfeit(input.withheld_fen, PayoutMillionths(policy.settlement.deposit, input.score_centi),
              policy.rounding));
  return absl::OkStatus();
}

absl::StatusOr<UnitResult> Settle(const UnitInput& input, const policy::Policy& policy) {
  UnitResult unit;
  const Volume volume = VolumeOf(input, policy.settlement);
  PROBITY_RETURN_IF_ERROR(SetVolume(input, policy, volume, unit));
  const CostInputs cost{input, policy.settlement, volume, unit.eligible_fen, policy.rounding};
  PROBITY_ASSIGN_OR_RETURN(unit.rates, CalculateRates(input, policy));
  PROBITY_RETURN_IF_ERROR(SetBaseAndRewards(cost, unit));
  PROBITY_RETURN_IF_ERROR(SetContractsAndDeposit(input, policy, unit));
  unit.refused_fen = input.refused_fen;
  return unit;
}

}  // namespace

absl::StatusOr<UnitResult> SettleUnit(const UnitInput& input, const policy::Policy& policy) {
  const std::optional<UnitProblem> problem = CheckUnit(input, policy.settlement.basis);
  if (problem.has_value()) return RefuseUnits({*problem});
  absl::StatusOr<UnitResult> unit = Settle(input, policy);
  if (unit.ok() || DetailOf(unit.status()).metadata.count("unit") > 0) return unit;
  return NamingUnit(unit.status(), input.key);
}

}  // namespace probity::settlement

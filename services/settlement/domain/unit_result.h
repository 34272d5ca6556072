// What a run settles for one unit: every figure of its statement, in the order in which statements
// print it and hashes take it. Amounts are fen, percents basis points.
//
// Each figure stands beside the name its formulas have in docs/settlement-figures.md. `SettleUnit`
// (settle_unit.h) fills what the unit decides by itself, the region's step the shares
// (region.h), `FinishUnit` (payable.h) the rest.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_RESULT_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_RESULT_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/settlement/domain/rates.h"

namespace probity::settlement {

// Pinned by a run that settles money; see kEngineVersion of rates.h for runs of kind RATES.
inline constexpr std::string_view kSettlementEngine = "settlement/1";

// V(r, keep): the caps at one rate and what they leave.
struct CostSide {
  int64_t standard_fen = 0;       // S, per-visit average times visits
  int64_t budget_fen = 0;         // B, total budget for the active days
  int64_t cap_fen = 0;            // C
  int64_t overrun_share_fen = 0;  // the fund's part of what lies above the cap
  int64_t retention_fen = 0;      // the unit's part of what lies below it (结余留用)
  bool operator==(const CostSide&) const = default;
};

struct UnitResult {
  UnitRates rates;  // L1, L2
  // L3–L5
  int64_t active_days = 0;      // d
  int64_t volume_upper = 0;     // U
  int64_t volume_lower = 0;     // L
  int64_t volume_standard = 0;  // t1
  int64_t volume_excess = 0;    // t2
  bool low_volume = false;
  int64_t stripped_fen = 0;  // X
  int64_t eligible_fen = 0;  // A1
  // L6, L7
  bool retention_allowed = false;
  CostSide at_base;  // at r-, retention off
  CostSide at_full;  // at r+
  int64_t base_fen = 0;
  int64_t rate_reward_fen = 0;
  int64_t retention_reward_fen = 0;
  int64_t reward_fen = 0;
  // L8, L9
  int64_t contract_paid_fen = 0;
  int64_t contract_held_fen = 0;
  int64_t contract_refused_fen = 0;
  int64_t forfeit_fen = 0;
  // L10, L11
  int64_t rate_scaled_fen = 0;
  int64_t rate_paid_fen = 0;
  int64_t retention_paid_fen = 0;
  int64_t withhold_fen = 0;
  int64_t incentive_fen = 0;
  int64_t incentive_paid_fen = 0;
  int64_t payable_fen = 0;
  int64_t held_fen = 0;
  // L12, L13
  int64_t capped_fen = 0;
  int64_t surplus_kept_fen = 0;
  int64_t capped_held_fen = 0;
  int64_t refused_fen = 0;  // A_s
  int64_t net_fen = 0;
  std::vector<int64_t> recovery_fen;  // instalments of a negative net
  bool operator==(const UnitResult&) const = default;
};

// Calls visit(name, value) for each figure of a cost side; `Side` may be const.
template <typename Side, typename Visit>
void VisitCostSide(const std::array<std::string_view, 5>& names, Side& side, Visit&& visit) {
  visit(names[0], side.standard_fen);
  visit(names[1], side.budget_fen);
  visit(names[2], side.cap_fen);
  visit(names[3], side.overrun_share_fen);
  visit(names[4], side.retention_fen);
}
inline constexpr std::array<std::string_view, 5> kCostSide = {
    "standard_fen", "budget_fen", "cap_fen", "overrun_share_fen", "retention_fen"};
inline constexpr std::array<std::string_view, 5> kAtBase = {
    "at_base.standard_fen", "at_base.budget_fen", "at_base.cap_fen", "at_base.overrun_share_fen",
    "at_base.retention_fen"};
inline constexpr std::array<std::string_view, 5> kAtFull = {
    "at_full.standard_fen", "at_full.budget_fen", "at_full.cap_fen", "at_full.overrun_share_fen",
    "at_full.retention_fen"};

// Calls visit(name, value) for each output but the list of instalments, in the order of hashes:
// int32_t, int64_t, bool or RewardStatus. `Result` may be const.
template <typename Result, typename Visit>
void VisitOutputs(Result& result, Visit&& visit) {
  visit("band_bp", result.rates.band_bp);
  visit("reward_status", result.rates.reward_status);
  visit("rate_bp", result.rates.rate_bp);
  visit("adjusted_per_visit_fen", result.rates.adjusted_per_visit_fen);
  visit("adjusted_budget_fen", result.rates.adjusted_budget_fen);
  visit("active_days", result.active_days);
  visit("volume_upper", result.volume_upper);
  visit("volume_lower", result.volume_lower);
  visit("volume_standard", result.volume_standard);
  visit("volume_excess", result.volume_excess);
  visit("low_volume", result.low_volume);
  visit("stripped_fen", result.stripped_fen);
  visit("eligible_fen", result.eligible_fen);
  visit("retention_allowed", result.retention_allowed);
  VisitCostSide(kAtBase, result.at_base, visit);
  VisitCostSide(kAtFull, result.at_full, visit);
  visit("base_fen", result.base_fen);
  visit("rate_reward_fen", result.rate_reward_fen);
  visit("retention_reward_fen", result.retention_reward_fen);
  visit("reward_fen", result.reward_fen);
  visit("contract_paid_fen", result.contract_paid_fen);
  visit("contract_held_fen", result.contract_held_fen);
  visit("contract_refused_fen", result.contract_refused_fen);
  visit("forfeit_fen", result.forfeit_fen);
  visit("rate_scaled_fen", result.rate_scaled_fen);
  visit("rate_paid_fen", result.rate_paid_fen);
  visit("retention_paid_fen", result.retention_paid_fen);
  visit("withhold_fen", result.withhold_fen);
  visit("incentive_fen", result.incentive_fen);
  visit("incentive_paid_fen", result.incentive_paid_fen);
  visit("payable_fen", result.payable_fen);
  visit("held_fen", result.held_fen);
  visit("capped_fen", result.capped_fen);
  visit("surplus_kept_fen", result.surplus_kept_fen);
  visit("capped_held_fen", result.capped_held_fen);
  visit("refused_fen", result.refused_fen);
  visit("net_fen", result.net_fen);
}

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_RESULT_H_

#include "services/settlement/domain/explain_exact.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>

#include "common/policy/evaluate.h"
#include "services/settlement/domain/deposit.h"

namespace probity::settlement {
namespace {

using money::Int128;
using policy::SettlementBasis;

constexpr int64_t kWhole = 10'000;  // 100 % in basis points
constexpr int64_t kMillion = 1'000'000;

using MaybeFraction = std::optional<Fraction>;

MaybeFraction Band(const SettledFigures& settled) {
  const policy::Policy& policy = settled.policy;
  const policy::Band& band = policy.bands.at(policy::EvaluateBand(policy, settled.input.points));
  for (const policy::Effect& effect : band.effects) {
    const auto* linear = std::get_if<policy::RateLinear>(&effect);
    if (linear == nullptr || linear->to_points == linear->from_points) continue;
    const int64_t points = std::clamp(settled.input.points, linear->from_points, linear->to_points);
    const Int128 span = Int128{linear->to_points} - linear->from_points;
    return Fraction{linear->from_bp * span +
                        (Int128{linear->to_bp} - linear->from_bp) * (points - linear->from_points),
                    span};
  }
  return std::nullopt;
}

MaybeFraction Standard(const SettledFigures& settled, int64_t rate_bp) {
  const UnitInput& in = settled.input;
  const policy::SettlementTerms& terms = settled.policy.settlement;
  if (terms.basis != SettlementBasis::kPerVisitAndBudget) return std::nullopt;
  const Int128 visits = Int128{settled.result.volume_standard} * kWhole +
                        Int128{terms.excess_pay_bp} * settled.result.volume_excess;
  return Fraction{Int128{in.p0_fen} * (kWhole + rate_bp) * visits,
                  Int128{in.p0_visits} * kWhole * kWhole};
}

MaybeFraction Budget(const SettledFigures& settled, int64_t rate_bp) {
  const UnitInput& in = settled.input;
  if (settled.policy.settlement.basis == SettlementBasis::kClaimsOnly) return std::nullopt;
  return Fraction{Int128{in.b0_fen} * (kWhole + rate_bp) * settled.result.active_days,
                  Int128{kWhole} * in.year_days};
}

// A volume of the plan, before it is made whole.
MaybeFraction Plan(const SettledFigures& settled, int64_t tolerance_bp) {
  const UnitInput& in = settled.input;
  if (settled.policy.settlement.basis != SettlementBasis::kPerVisitAndBudget) return std::nullopt;
  return Fraction{Int128{in.planned_visits} * settled.result.active_days * (kWhole + tolerance_bp),
                  Int128{in.year_days} * kWhole};
}

MaybeFraction Stripped(const SettledFigures& settled) {
  const UnitInput& in = settled.input;
  if (in.visits == 0) return std::nullopt;
  return Fraction{Int128{in.accepted_fen} * settled.result.volume_excess *
                      (kWhole - settled.policy.settlement.excess_pay_bp),
                  Int128{in.visits} * kWhole};
}

MaybeFraction Overrun(const SettledFigures& settled, const CostSide& side) {
  const Int128 above = Int128{kWhole} * (Int128{settled.result.eligible_fen} - side.cap_fen);
  Int128 paid = 0;
  Int128 below = 0;
  for (const policy::OverrunTier& tier : settled.policy.settlement.overrun) {
    const Int128 end = Int128{tier.upto_bp} * side.cap_fen;
    paid += tier.pay_bp * std::max<Int128>(0, std::min(above, end) - below);
    below = end;
  }
  return Fraction{paid, Int128{kWhole} * kWhole};
}

MaybeFraction Retention(const SettledFigures& settled) {
  const CostSide& side = settled.result.at_full;
  const policy::SettlementTerms& terms = settled.policy.settlement;
  if (!settled.result.retention_allowed || settled.result.eligible_fen > side.cap_fen) {
    return Fraction{0, kWhole};
  }
  return Fraction{std::min(Int128{terms.retention_share_bp} *
                               (Int128{side.cap_fen} - settled.result.eligible_fen),
                           Int128{terms.retention_cap_bp} * side.cap_fen),
                  kWhole};
}

int64_t Payout(const SettledFigures& settled) {
  return PayoutMillionths(settled.policy.settlement.deposit, settled.input.score_centi);
}

// A share by largest remainder: before its last fen was given or not.
MaybeFraction Shared(const SettledFigures& settled, bool reward) {
  if (settled.region == nullptr) return std::nullopt;
  const RegionPlan& plan = settled.region->totals.plan;
  const std::optional<Factor>& factor = reward ? plan.reward : plan.exchange;
  if (!factor.has_value() || (!reward && !settled.region->weight.in_exchange)) return std::nullopt;
  const Int128 weight =
      reward ? Int128{settled.result.rate_reward_fen} : settled.region->weight.weight;
  return Fraction{factor->numerator * weight, factor->denominator};
}

MaybeFraction Withhold(const SettledFigures& settled) {
  if (settled.region == nullptr || !settled.region->weight.in_exchange) return std::nullopt;
  return Fraction{Int128{settled.region->terms.withhold_bp} * settled.result.base_fen, kWhole};
}

using Formula = std::function<MaybeFraction(const SettledFigures&)>;

const std::map<std::string_view, Formula>& Formulas() {
  using S = const SettledFigures&;
  static const auto* const kFormulas = new std::map<std::string_view, Formula>{
      {"band_bp", Band},
      {"adjusted_per_visit_fen",
       [](S s) {
         return Fraction{Int128{s.input.p0_fen} * (kWhole + s.result.rates.rate_bp),
                         Int128{s.input.p0_visits} * kWhole};
       }},
      {"adjusted_budget_fen",
       [](S s) {
         return Fraction{Int128{s.input.b0_fen} * (kWhole + s.result.rates.rate_bp), kWhole};
       }},
      {"volume_upper", [](S s) { return Plan(s, s.policy.settlement.volume_plus_bp); }},
      {"volume_lower", [](S s) { return Plan(s, -s.policy.settlement.volume_minus_bp); }},
      {"stripped_fen", Stripped},
      {"at_base.standard_fen",
       [](S s) { return Standard(s, std::min(s.result.rates.rate_bp, 0)); }},
      {"at_full.standard_fen", [](S s) { return Standard(s, s.result.rates.rate_bp); }},
      {"at_base.budget_fen", [](S s) { return Budget(s, std::min(s.result.rates.rate_bp, 0)); }},
      {"at_full.budget_fen", [](S s) { return Budget(s, s.result.rates.rate_bp); }},
      {"at_base.overrun_share_fen", [](S s) { return Overrun(s, s.result.at_base); }},
      {"at_full.overrun_share_fen", [](S s) { return Overrun(s, s.result.at_full); }},
      {"at_full.retention_fen", Retention},
      {"deposit_payout",
       [](S s) {
         return Fraction{Payout(s), kMillion};
       }},
      {"forfeit_fen",
       [](S s) {
         return Fraction{Int128{s.input.withheld_fen} * (kMillion - Payout(s)), kMillion};
       }},
      {"rate_scaled_fen", [](S s) { return Shared(s, true); }},
      {"incentive_fen", [](S s) { return Shared(s, false); }},
      {"withhold_fen", Withhold},
  };
  return *kFormulas;
}

}  // namespace

Fraction ExactPay(const Contract& contract) {
  return {Int128{contract.price_fen} *
              (Int128{kWhole} * contract.met + Int128{contract.fail_pay_bp} * contract.failed),
          kWhole};
}

std::optional<Fraction> ExactOf(const SettledFigures& settled, std::string_view code) {
  const auto found = Formulas().find(code);
  return found == Formulas().end() ? std::nullopt : found->second(settled);
}

}  // namespace probity::settlement

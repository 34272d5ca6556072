// The schemes of the money tests as plain values, and the unit they vary:
// docs/settlement-figures.md.
#ifndef PROBITY_TESTS_SERVICES_SETTLEMENT_DOMAIN_MONEY_SCHEMES_H_
#define PROBITY_TESTS_SERVICES_SETTLEMENT_DOMAIN_MONEY_SCHEMES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/payable.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/settle_unit.h"
#include "tests/services/settlement/domain/policies.h"

namespace probity::settlement {

// Tolerance of ten percent, 30 % of a surplus up to 3 %, two tiers of overrun, a deposit in full
// from 80 points of score on and 3 % less for each below, none under 60.
inline policy::SettlementTerms UsualTerms() {
  policy::SettlementTerms terms;
  terms.recovery_instalments = 6;
  terms.volume_plus_bp = 1000;
  terms.volume_minus_bp = 1000;
  terms.retention_share_bp = 3000;
  terms.retention_cap_bp = 300;
  terms.gates = {{"SCORE", policy::GateOp::kGe, 6000, true},
                 {"LOW_VOLUME", policy::GateOp::kEq, 0, false},
                 {"POINTS", policy::GateOp::kLe, 11, false}};
  terms.overrun = {{500, 6000}, {1000, 5000}};
  terms.deposit = {{8000, policy::DepositKind::kFixed, 10000, 0, 0},
                   {6000, policy::DepositKind::kSlide, 10000, 8000, 300}};
  return terms;
}

inline policy::Policy Med() {
  policy::Policy rules = Medical();
  rules.settlement = UsualTerms();
  return rules;
}

// Excess visits paid at 30 %, a wide retention without gates, three tiers.
inline policy::Policy MedMarginal() {
  policy::Policy rules = Med();
  policy::SettlementTerms& terms = rules.settlement;
  terms.volume_plus_bp = 500;
  terms.volume_minus_bp = 800;
  terms.excess_pay_bp = 3000;
  terms.retention_share_bp = 5000;
  terms.retention_cap_bp = 1000;
  terms.gates.clear();
  terms.overrun = {{300, 10000}, {700, 7500}, {2000, 1111}};
  return rules;
}

// Halves to even, no tolerance, rates between other anchors.
inline policy::Policy MedEven() {
  policy::Policy rules = MedicalHalfEven();
  rules.settlement = UsualTerms();
  rules.settlement.volume_plus_bp = 0;
  rules.settlement.volume_minus_bp = 0;
  rules.settlement.overrun = {{2000, 5000}};
  return rules;
}

inline policy::Policy MedBudget() {
  policy::Policy rules = Med();
  rules.settlement.basis = policy::SettlementBasis::kBudgetOnly;
  return rules;
}

// No rate, claims alone, no retention.
inline policy::Policy Pharm() {
  policy::Policy rules = Pharmacy();
  rules.settlement = UsualTerms();
  rules.settlement.basis = policy::SettlementBasis::kClaimsOnly;
  rules.settlement.retention_share_bp = 0;
  rules.settlement.retention_cap_bp = 0;
  rules.settlement.gates.clear();
  rules.settlement.overrun.clear();
  return rules;
}

// 4,800.00 yuan a visit, 2,000 visits planned and made, 9.6 million yuan of budget and of claims.
inline UnitInput Standard(std::string id = "G") {
  UnitInput input;
  input.key.institution_id = std::move(id);
  input.p0_fen = 480000;
  input.b0_fen = 960000000;
  input.planned_visits = 2000;
  input.visits = 2000;
  input.accepted_fen = 960000000;
  input.score_centi = 8500;
  return input;
}

// A unit for itself: its whole reward is paid, nothing is exchanged.
inline absl::StatusOr<UnitResult> SettleAlone(const UnitInput& input, const policy::Policy& rules) {
  absl::StatusOr<UnitResult> own = SettleUnit(input, rules);
  if (!own.ok()) return own;
  return FinishUnit(input, *own, {own->rate_reward_fen, 0, 0},
                    rules.settlement.recovery_instalments);
}

}  // namespace probity::settlement

#endif  // PROBITY_TESTS_SERVICES_SETTLEMENT_DOMAIN_MONEY_SCHEMES_H_

// The committee and settlement sections as plain values; see convert.cc.
#include <algorithm>

#include "common/policy/limits.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

int32_t Count(int32_t value) {
  return std::clamp<int32_t>(value, 0, kMaxCount);
}
int32_t Bp(int32_t value) {
  return std::clamp<int32_t>(value, -kMaxBp, kMaxBp);
}

Quotas ToQuotas(const google::protobuf::RepeatedField<int32_t>& seats) {
  Quotas quotas = {};
  for (int i = 0; i < std::min<int>(seats.size(), static_cast<int>(quotas.size())); ++i) {
    quotas[static_cast<size_t>(i)] = Count(seats[i]);
  }
  return quotas;
}

ReasonCode ToReasonCode(const v1::ReasonCode& file) {
  ReasonCode code{file.code(), {file.title().zh(), file.title().en()}, {}};
  for (const int choice : file.choices()) code.choices.push_back(static_cast<BallotChoice>(choice));
  return code;
}

void ToMoneyRules(const v1::Settlement& file, SettlementTerms& terms) {
  terms.volume_plus_bp = Bp(file.volume().plus_bp());
  terms.volume_minus_bp = Bp(file.volume().minus_bp());
  terms.excess_pay_bp = Bp(file.volume().excess_pay_bp());
  terms.retention_share_bp = Bp(file.retention().share_bp());
  terms.retention_cap_bp = Bp(file.retention().cap_bp());
  for (const v1::Gate& gate : file.retention().gates()) {
    terms.gates.push_back({gate.metric(), static_cast<GateOp>(gate.op()),
                           std::clamp(gate.value(), -kMaxAmount, kMaxAmount),
                           gate.on_absent() == v1::ON_ABSENT_PASS});
  }
  for (const v1::OverrunTier& tier : file.overrun()) {
    terms.overrun.push_back({Bp(tier.upto_bp()), Bp(tier.pay_bp())});
  }
  for (const v1::DepositStep& step : file.deposit()) {
    terms.deposit.push_back({Count(step.min_score_centi()), static_cast<DepositKind>(step.kind()),
                             Bp(step.payout_bp()), Count(step.from_score_centi()),
                             Count(step.minus_bp_per_point())});
  }
}

}  // namespace

Committee ToCommittee(const v1::Committee& file) {
  Committee c;
  c.cases = static_cast<CommitteeCases>(file.cases());
  c.quotas_first = ToQuotas(file.quotas_first());
  c.quotas_appeal = ToQuotas(file.quotas_appeal());
  c.max_per_employer = Count(file.max_per_employer());
  c.quorum = Count(file.quorum());
  c.quorum_per_group = Count(file.quorum_per_group());
  c.min_decisive = Count(file.min_decisive());
  c.supermajority_numerator = Count(file.supermajority_numerator());
  c.supermajority_denominator = Count(file.supermajority_denominator());
  c.remand_limit = Count(file.remand_limit());
  c.tie_rule = static_cast<TieRule>(file.tie_rule());
  c.round_min = Count(file.round_min());
  c.round_max = Count(file.round_max());
  c.k_anonymity = Count(file.k_anonymity());
  c.decoy_percent = Count(file.decoy_percent());
  c.decoy_percent_small = Count(file.decoy_percent_small());
  c.screen_floor_margin = Count(file.screen_floor_margin());
  c.screenings_per_case = Count(file.screenings_per_case());
  c.avoid_rounds_max = Count(file.avoid_rounds_max());
  c.reveal_minutes = Count(file.reveal_minutes());
  c.look_back_years = Count(file.look_back_years());
  c.notice_hours_max = Count(file.notice_hours_max());
  c.answer_minutes = Count(file.answer_minutes());
  c.voting_minutes = Count(file.voting_minutes());
  c.voting_minutes_min = Count(file.voting_minutes_min());
  c.extend_minutes = Count(file.extend_minutes());
  c.attendance_rounds_min = Count(file.attendance_rounds_min());
  c.appeal_working_days = Count(file.appeal_working_days());
  c.challenges_per_case = Count(file.challenges_per_case());
  c.disjoint_keep_months = Count(file.disjoint_keep_months());
  c.blind_fields = {file.blind_fields().begin(), file.blind_fields().end()};
  for (const v1::ReasonCode& code : file.reason_codes()) {
    c.reason_codes.push_back(ToReasonCode(code));
  }
  return c;
}

SettlementTerms ToSettlement(const v1::Settlement& file) {
  SettlementTerms terms;
  terms.basis = static_cast<SettlementBasis>(file.basis());
  terms.recovery_instalments = Count(file.recovery_instalments());
  ToMoneyRules(file, terms);
  const v1::Incentive& incentive = file.incentive();
  terms.incentive = {static_cast<IncentiveMode>(incentive.mode()),
                     incentive.on_shortfall() == v1::ON_SHORTFALL_SCALE ? OnShortfall::kScale
                                                                        : OnShortfall::kRefuse,
                     Bp(incentive.withhold_bp()), Count(incentive.score_denominator()),
                     Bp(incentive.max_incentive_bp())};
  terms.quality = ToQuality(file.quality());
  terms.confirm_days = Count(file.confirm().days());
  terms.confirm_unit = static_cast<TimeUnit>(file.confirm().unit());
  terms.confirm_expiry = file.confirm().on_expiry() == v1::ON_EXPIRY_DEEMED_CONFIRMED
                             ? ConfirmExpiry::kDeemedConfirmed
                             : ConfirmExpiry::kReportOverdue;
  return terms;
}

}  // namespace probity::policy

#include "services/settlement/api/convert.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"

namespace probity::settlement {
namespace {

constexpr char kSanctionOrderMissing[] = "SANCTION_ORDER_MISSING";

v1::StatementState StateOf(const Run& run, bool issued) {
  if (run.state == RunState::kLocked) return v1::STATEMENT_STATE_FINAL;
  return issued ? v1::STATEMENT_STATE_ISSUED : v1::STATEMENT_STATE_CALCULATED;
}

void FillFacts(const UnitInput& input, const StatedFacts& facts, v1::Statement& statement) {
  statement.set_suspend_months(facts.suspend_months);
  statement.set_suspend_start_date(facts.suspend_start_date);
  statement.set_suspend_end_date(facts.suspend_end_date);
  statement.set_suspended_days(static_cast<int32_t>(input.suspended_days));
  statement.set_designated_days(static_cast<int32_t>(input.designated_days));
  statement.set_cancelled(input.cancelled);
  statement.mutable_qualifications()->Assign(facts.qualifications.begin(),
                                             facts.qualifications.end());
}

void FillFigures(const UnitInput& input, const UnitRates& rates, v1::Statement& statement) {
  statement.set_points(input.points);
  statement.set_band_bp(rates.band_bp);
  statement.set_reward_status(static_cast<v1::RewardStatus>(rates.reward_status));
  statement.set_rate_bp(rates.rate_bp);
  statement.set_total_budget_fen(input.b0_fen);
  statement.set_adjusted_total_budget_fen(rates.adjusted_budget_fen);
  statement.set_per_visit_fen(input.p0_fen);
  statement.set_per_visit_visits(input.p0_visits);
  statement.set_adjusted_per_visit_fen(rates.adjusted_per_visit_fen);
}

void FillAnswer(const Run& run, const StatementRow& row, v1::Statement& statement) {
  if (row.confirm_until.empty()) return;
  statement.set_decision(ToProto(row.state));
  statement.set_confirm_until_date(row.confirm_until);
  statement.set_decided_by(row.decided_by);
  statement.set_deferred(run.state == RunState::kLocked &&
                         row.state == StatementDecision::kDisputed);
}

v1::CostSide ToProto(const CostSide& side) {
  v1::CostSide message;
  message.set_standard_fen(side.standard_fen);
  message.set_budget_fen(side.budget_fen);
  message.set_cap_fen(side.cap_fen);
  message.set_overrun_share_fen(side.overrun_share_fen);
  message.set_retention_fen(side.retention_fen);
  return message;
}

}  // namespace

v1::StatementDecision ToProto(StatementDecision decision) {
  return static_cast<v1::StatementDecision>(decision);
}

v1::Figures ToProto(const UnitResult& result) {
  v1::Figures message;
  message.set_active_days(result.active_days);
  message.set_volume_upper(result.volume_upper);
  message.set_volume_lower(result.volume_lower);
  message.set_volume_standard(result.volume_standard);
  message.set_volume_excess(result.volume_excess);
  message.set_low_volume(result.low_volume);
  message.set_stripped_fen(result.stripped_fen);
  message.set_eligible_fen(result.eligible_fen);
  message.set_retention_allowed(result.retention_allowed);
  *message.mutable_at_base() = ToProto(result.at_base);
  *message.mutable_at_full() = ToProto(result.at_full);
  message.set_base_fen(result.base_fen);
  message.set_rate_reward_fen(result.rate_reward_fen);
  message.set_retention_reward_fen(result.retention_reward_fen);
  message.set_reward_fen(result.reward_fen);
  message.set_contract_paid_fen(result.contract_paid_fen);
  message.set_contract_held_fen(result.contract_held_fen);
  message.set_contract_refused_fen(result.contract_refused_fen);
  message.set_forfeit_fen(result.forfeit_fen);
  message.set_rate_scaled_fen(result.rate_scaled_fen);
  message.set_rate_paid_fen(result.rate_paid_fen);
  message.set_retention_paid_fen(result.retention_paid_fen);
  message.set_withhold_fen(result.withhold_fen);
  message.set_incentive_fen(result.incentive_fen);
  message.set_incentive_paid_fen(result.incentive_paid_fen);
  message.set_payable_fen(result.payable_fen);
  message.set_held_fen(result.held_fen);
  message.set_capped_fen(result.capped_fen);
  message.set_surplus_kept_fen(result.surplus_kept_fen);
  message.set_capped_held_fen(result.capped_held_fen);
  message.set_refused_fen(result.refused_fen);
  message.set_net_fen(result.net_fen);
  message.mutable_recovery_fen()->Assign(result.recovery_fen.begin(), result.recovery_fen.end());
  return message;
}

v1::Totals ToProto(const RunTotals& totals) {
  const RegionTotals& sums = totals.sums;
  v1::Totals message;
  message.set_base_fen(sums.base_fen);
  message.set_rate_reward_fen(sums.rate_reward_fen);
  message.set_retention_reward_fen(sums.retention_reward_fen);
  message.set_rate_scaled_fen(sums.rate_scaled_fen);
  message.set_rate_paid_fen(sums.rate_paid_fen);
  message.set_retention_paid_fen(sums.retention_paid_fen);
  message.set_withhold_fen(sums.withhold_fen);
  message.set_incentive_fen(sums.incentive_fen);
  message.set_incentive_paid_fen(sums.incentive_paid_fen);
  message.set_contract_paid_fen(sums.contract_paid_fen);
  message.set_contract_held_fen(sums.contract_held_fen);
  message.set_payable_fen(sums.payable_fen);
  message.set_held_fen(sums.held_fen);
  message.set_forfeit_fen(sums.forfeit_fen);
  message.set_net_fen(sums.net_fen);
  message.set_reserve_after_fen(sums.reserve_after_fen);
  message.set_reward_factor(FactorText(sums.plan.reward));
  message.set_exchange_factor(FactorText(sums.plan.exchange));
  message.set_exchange_degenerate(sums.plan.exchange_degenerate);
  message.set_slope(sums.plan.slope);
  message.set_reserve_move_fen(totals.reserve_move_fen);
  message.set_exchange_fix_fen(totals.exchange_fix_fen);
  return message;
}

std::optional<Fund> FromProto(v1::Fund fund) {
  switch (fund) {
    case v1::FUND_UNSPECIFIED:
    case v1::FUND_ALL:
      return Fund::kAll;
    case v1::FUND_EMPLOYEE:
      return Fund::kEmployee;
    case v1::FUND_RESIDENT:
      return Fund::kResident;
    default:
      return std::nullopt;
  }
}

std::optional<UnitClass> FromProto(v1::UnitClass unit_class) {
  switch (unit_class) {
    case v1::UNIT_CLASS_UNSPECIFIED:
    case v1::UNIT_CLASS_ALL:
      return UnitClass::kAll;
    case v1::UNIT_CLASS_OUTPATIENT:
      return UnitClass::kOutpatient;
    case v1::UNIT_CLASS_INPATIENT:
      return UnitClass::kInpatient;
    case v1::UNIT_CLASS_SPECIAL:
      return UnitClass::kSpecial;
    default:
      return std::nullopt;
  }
}

v1::Fund ToProto(Fund fund) {
  switch (fund) {
    case Fund::kEmployee:
      return v1::FUND_EMPLOYEE;
    case Fund::kResident:
      return v1::FUND_RESIDENT;
    case Fund::kAll:
      break;
  }
  return v1::FUND_ALL;
}

v1::UnitClass ToProto(UnitClass unit_class) {
  switch (unit_class) {
    case UnitClass::kOutpatient:
      return v1::UNIT_CLASS_OUTPATIENT;
    case UnitClass::kInpatient:
      return v1::UNIT_CLASS_INPATIENT;
    case UnitClass::kSpecial:
      return v1::UNIT_CLASS_SPECIAL;
    case UnitClass::kAll:
      break;
  }
  return v1::UNIT_CLASS_ALL;
}

v1::Budget ToProto(const Budget& budget) {
  v1::Budget message;
  message.set_institution_id(budget.key.institution_id);
  message.set_year(budget.year);
  message.set_fund(ToProto(budget.key.fund));
  message.set_unit_class(ToProto(budget.key.unit_class));
  message.set_total_budget_fen(budget.b0_fen);
  message.set_per_visit_fen(budget.p0_fen);
  message.set_per_visit_visits(budget.p0_visits);
  message.set_planned_visits(budget.planned_visits);
  return message;
}

v1::Run ToProto(const Run& run, const std::vector<std::string>& policy_sha256s) {
  v1::Run message;
  message.set_run_id(run.run_id);
  message.set_year(run.year);
  message.set_number(run.number);
  message.set_kind(static_cast<v1::RunKind>(run.kind));
  message.set_state(static_cast<v1::RunState>(run.state));
  message.set_etag(absl::StrCat(run.etag));
  message.set_units(run.units);
  message.set_inputs_sha256(run.inputs_sha256);
  message.set_result_sha256(run.result_sha256);
  message.set_engine_version(run.engine_version);
  message.set_prepared_by(run.prepared_by);
  message.set_reviewed_by(run.reviewed_by);
  message.set_signed_by_reviewer(run.signed_by_reviewer);
  message.set_locked_by(run.locked_by);
  message.set_corrects_run_id(run.corrects_run_id);
  message.set_reason(run.reason);
  message.set_reserve_fen(run.reserve_fen);
  message.set_floor_fen(run.floor_fen);
  message.set_pool_fen(run.pool_fen);
  message.set_director_signed_by(run.director_signed_by);
  message.set_posted_units(run.posted_units);
  message.set_locked_date(run.locked_date);
  message.mutable_policy_sha256s()->Assign(policy_sha256s.begin(), policy_sha256s.end());
  if (run.sanction_orders_missing > 0) {
    v1::RunWarning& warning = *message.add_warnings();
    warning.set_code(kSanctionOrderMissing);
    warning.set_units(run.sanction_orders_missing);
  }
  return message;
}

v1::Statement ToProto(const Run& run, const Outcome& outcome, const policy::Policy& policy) {
  const UnitInput& input = outcome.unit.input;
  v1::Statement statement;
  statement.set_run_id(run.run_id);
  statement.set_institution_id(input.key.institution_id);
  statement.set_year(run.year);
  statement.set_fund(ToProto(input.key.fund));
  statement.set_unit_class(ToProto(input.key.unit_class));
  statement.set_state(StateOf(run, outcome.statement.has_value()));
  statement.set_policy_sha256(input.policy_sha256);
  const policy::Band& band = policy.bands.at(policy::EvaluateBand(policy, input.points));
  statement.set_band(policy::BandText(band, policy.point_scale));
  FillFigures(input, outcome.result.rates, statement);
  if (SettlesMoney(run.kind)) {
    *statement.mutable_figures() = ToProto(WithInstalments(outcome.result, policy));
  }
  if (outcome.statement.has_value()) FillAnswer(run, *outcome.statement, statement);
  FillFacts(input, outcome.unit.facts, statement);
  if (SanctionOrderMissing(input, policy)) statement.add_warnings(kSanctionOrderMissing);
  return statement;
}

v1::Line ToProto(const StatementLine& line) {
  v1::Line message;
  message.set_code(line.code);
  message.set_name_zh(line.name_zh);
  message.set_name_en(line.name_en);
  message.set_formula(line.formula);
  message.set_operands(line.operands);
  message.set_value(line.value);
  message.set_unit(line.unit);
  message.set_policy_field(line.policy_field);
  message.set_assumed(line.assumed);
  return message;
}

std::string CursorOf(const UnitKey& key) {
  return absl::StrCat(key.institution_id, "\t", ToAbsl(FundName(key.fund)), "\t",
                      ToAbsl(UnitClassName(key.unit_class)));
}

UnitKey KeyOfCursor(const std::string& cursor) {
  const std::vector<std::string> parts = absl::StrSplit(cursor, '\t');
  UnitKey key;
  key.institution_id = parts[0];
  if (parts.size() == 3) {
    key.fund = ParseFund(parts[1]).value_or(Fund::kAll);
    key.unit_class = ParseUnitClass(parts[2]).value_or(UnitClass::kAll);
  }
  return key;
}

}  // namespace probity::settlement

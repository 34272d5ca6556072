#include "services/settlement/api/convert.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"

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

}  // namespace

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
  statement.set_state(StateOf(run, outcome.issued));
  statement.set_policy_sha256(input.policy_sha256);
  const policy::Band& band = policy.bands.at(policy::EvaluateBand(policy, input.points));
  statement.set_band(policy::BandText(band, policy.point_scale));
  FillFigures(input, outcome.rates, statement);
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

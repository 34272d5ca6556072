#include "services/settlement/api/inputs/input_convert.h"

#include <optional>
#include <string>

#include "common/calendar/date.h"
#include "services/settlement/api/convert.h"

namespace probity::settlement {
namespace {

template <typename Message>
UnitKey ReadKey(const Message& message, int64_t row, BadRows& bad) {
  const auto fund = FromProto(message.fund());
  if (!fund.has_value()) bad.Add(row, "fund", Reason::k_BAD_REQUEST, "no fund of this version");
  const auto unit_class = FromProto(message.unit_class());
  if (!unit_class.has_value()) {
    bad.Add(row, "unit_class", Reason::k_BAD_REQUEST, "no class of this version");
  }
  return {message.institution_id(), fund.value_or(Fund::kAll),
          unit_class.value_or(UnitClass::kAll)};
}

std::optional<money::Decimal> ReadDecimal(const std::string& text, std::string_view column,
                                          int64_t row, BadRows& bad) {
  if (text.empty()) return std::nullopt;
  const auto value = money::ParseDecimal(text);
  if (!value.has_value()) {
    bad.Add(row, column, Reason::k_BAD_REQUEST,
            "no exact decimal of at most nine places, such as 0.153");
    return money::Decimal();
  }
  return value;
}

// Absent for what is no date, once it is reported.
std::optional<calendar::Date> ReadDate(const std::string& text, std::string_view column,
                                       int64_t row, BadRows& bad) {
  const auto date = calendar::ParseDate(text);
  if (date.ok()) return *date;
  bad.Add(row, column, Reason::k_BAD_REQUEST, "no date of the form YYYY-MM-DD");
  return std::nullopt;
}

}  // namespace

ParsedRow ReadInput(const v1::Budget& message, int64_t row, BadRows& bad) {
  Budget budget;
  budget.key = ReadKey(message, row, bad);
  budget.year = message.year();
  budget.b0_fen = message.total_budget_fen();
  budget.p0_fen = message.per_visit_fen();
  budget.p0_visits = message.per_visit_visits() == 0 ? 1 : message.per_visit_visits();
  budget.planned_visits = message.planned_visits();
  bad.Add(row, CheckBudget(budget));
  return {budget.year, ToInputRow(budget, row)};
}

ParsedRow ReadInput(const v1::Actual& message, int64_t row, BadRows& bad) {
  Actual actual;
  actual.key = ReadKey(message, row, bad);
  actual.year = message.year();
  actual.visits = message.visits();
  actual.accepted_fen = message.accepted_fen();
  actual.refused_fen = message.refused_fen();
  actual.emergency_fen = message.emergency_fen();
  actual.monthly_fen = message.monthly_fen();
  actual.withheld_fen = message.withheld_fen();
  actual.prefund_fen = message.prefund_fen();
  actual.deductions_fen = message.deductions_fen();
  actual.prior_year_fen = message.prior_year_fen();
  bad.Add(row, CheckActual(actual));
  return {actual.year, ToInputRow(actual, row)};
}

ParsedRow ReadInput(const v1::IndicatorValue& message, int64_t row, BadRows& bad) {
  IndicatorRow indicator;
  indicator.institution_id = message.institution_id();
  indicator.year = message.year();
  quality::Measurement& m = indicator.measured;
  m.code = message.code();
  m.peer_group = message.peer_group();
  if (!v1::IndicatorStatus_IsValid(message.status())) {
    bad.Add(row, "status", Reason::k_BAD_REQUEST, "no status of this version");
  } else if (message.status() != v1::INDICATOR_STATUS_UNSPECIFIED) {
    m.status = static_cast<quality::IndicatorStatus>(message.status());
  }
  m.value = ReadDecimal(message.value(), "value", row, bad);
  m.baseline = ReadDecimal(message.baseline(), "baseline", row, bad);
  if (message.has_denominator()) m.denominator = message.denominator();
  bad.Add(row, CheckIndicator(indicator));
  return {indicator.year, ToInputRow(indicator, row)};
}

ParsedRow ReadInput(const v1::ContractOutcome& message, int64_t row, BadRows& bad) {
  ContractRow contract;
  contract.key = ReadKey(message, row, bad);
  contract.year = message.year();
  contract.contract_id = message.contract_id();
  const auto first = ReadDate(message.first_date(), "first_date", row, bad);
  const auto last = ReadDate(message.last_date(), "last_date", row, bad);
  // What is no date is not blamed for its year as well.
  const calendar::Date any(contract.year, 1, 1);
  const calendar::Date either = first.value_or(last.value_or(any));
  contract.period = {first.value_or(either), last.value_or(either)};
  Contract& terms = contract.terms;
  terms.price_fen = message.price_fen();
  terms.met = message.met();
  terms.failed = message.failed();
  terms.pending = message.pending();
  terms.fail_pay_bp = message.fail_pay_bp();
  if (message.has_cap_fen()) terms.cap_fen = message.cap_fen();
  bad.Add(row, CheckContractRow(contract));
  if (!first || !last) {  // nor for overlapping another row that has no dates
    const calendar::Date own = calendar::Date(kFirstYear, 1, 1) + row;
    contract.period = {own, own};
  }
  return {contract.year, ToInputRow(contract, row)};
}

v1::Actual ToProto(const Actual& actual) {
  v1::Actual message;
  message.set_institution_id(actual.key.institution_id);
  message.set_year(actual.year);
  message.set_fund(ToProto(actual.key.fund));
  message.set_unit_class(ToProto(actual.key.unit_class));
  message.set_visits(actual.visits);
  message.set_accepted_fen(actual.accepted_fen);
  message.set_refused_fen(actual.refused_fen);
  message.set_emergency_fen(actual.emergency_fen);
  message.set_monthly_fen(actual.monthly_fen);
  message.set_withheld_fen(actual.withheld_fen);
  message.set_prefund_fen(actual.prefund_fen);
  message.set_deductions_fen(actual.deductions_fen);
  message.set_prior_year_fen(actual.prior_year_fen);
  return message;
}

v1::IndicatorValue ToProto(const IndicatorRow& indicator) {
  const quality::Measurement& m = indicator.measured;
  v1::IndicatorValue message;
  message.set_institution_id(indicator.institution_id);
  message.set_year(indicator.year);
  message.set_code(m.code);
  message.set_peer_group(m.peer_group);
  message.set_status(static_cast<v1::IndicatorStatus>(m.status));
  if (m.value.has_value()) message.set_value(money::FormatDecimal(*m.value));
  if (m.baseline.has_value()) message.set_baseline(money::FormatDecimal(*m.baseline));
  if (m.denominator.has_value()) message.set_denominator(*m.denominator);
  return message;
}

v1::ContractOutcome ToProto(const ContractRow& contract) {
  v1::ContractOutcome message;
  message.set_institution_id(contract.key.institution_id);
  message.set_year(contract.year);
  message.set_fund(ToProto(contract.key.fund));
  message.set_unit_class(ToProto(contract.key.unit_class));
  message.set_contract_id(contract.contract_id);
  message.set_first_date(calendar::FormatDate(contract.period.first));
  message.set_last_date(calendar::FormatDate(contract.period.last));
  message.set_price_fen(contract.terms.price_fen);
  message.set_met(contract.terms.met);
  message.set_failed(contract.terms.failed);
  message.set_pending(contract.terms.pending);
  message.set_fail_pay_bp(contract.terms.fail_pay_bp);
  if (contract.terms.cap_fen.has_value()) message.set_cap_fen(*contract.terms.cap_fen);
  return message;
}

}  // namespace probity::settlement

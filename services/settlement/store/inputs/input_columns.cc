#include "services/settlement/store/inputs/input_columns.h"

#include <optional>
#include <utility>

namespace probity::settlement {
namespace {

std::vector<std::string> KeyTexts(const UnitKey& key) {
  return {key.institution_id, std::string(FundName(key.fund)),
          std::string(UnitClassName(key.unit_class))};
}

UnitKey KeyOf(const InputRow& row) {
  return {row.key[0], ParseFund(row.key[1]).value(), ParseUnitClass(row.key[2]).value()};
}

sql::Value OrNull(const std::optional<int64_t>& value) {
  if (!value.has_value()) return sql::Null();
  return *value;
}

sql::Value OrNull(const std::optional<money::Decimal>& value) {
  if (!value.has_value()) return sql::Null();
  return value->nanos;
}

int64_t Int(const InputRow& row, size_t column) {
  return std::get<int64_t>(row.values.at(column));
}

const std::string& Text(const InputRow& row, size_t column) {
  return std::get<std::string>(row.values.at(column));
}

std::optional<int64_t> IntOrNone(const InputRow& row, size_t column) {
  if (std::holds_alternative<sql::Null>(row.values.at(column))) return std::nullopt;
  return Int(row, column);
}

std::optional<money::Decimal> DecimalOrNone(const InputRow& row, size_t column) {
  const std::optional<int64_t> nanos = IntOrNone(row, column);
  if (!nanos.has_value()) return std::nullopt;
  return money::Decimal{*nanos};
}

}  // namespace

InputRow ToInputRow(const Budget& budget, int64_t source_row) {
  return {KeyTexts(budget.key),
          {budget.p0_fen, budget.p0_visits, budget.b0_fen, budget.planned_visits},
          source_row};
}

InputRow ToInputRow(const Actual& actual, int64_t source_row) {
  return {KeyTexts(actual.key),
          {actual.visits, actual.accepted_fen, actual.refused_fen, actual.emergency_fen,
           actual.monthly_fen, actual.withheld_fen, actual.prefund_fen, actual.deductions_fen,
           actual.prior_year_fen},
          source_row};
}

InputRow ToInputRow(const IndicatorRow& indicator, int64_t source_row) {
  const quality::Measurement& m = indicator.measured;
  return {{indicator.institution_id, m.code},
          {m.peer_group, std::string(quality::StatusName(m.status)), OrNull(m.value),
           OrNull(m.baseline), OrNull(m.denominator)},
          source_row};
}

InputRow ToInputRow(const ContractRow& contract, int64_t source_row) {
  const Contract& terms = contract.terms;
  InputRow row{KeyTexts(contract.key),
               {calendar::FormatDate(contract.period.last), terms.price_fen, terms.met,
                terms.failed, terms.pending, int64_t{terms.fail_pay_bp}, OrNull(terms.cap_fen)},
               source_row};
  row.key.push_back(contract.contract_id);
  row.key.push_back(calendar::FormatDate(contract.period.first));
  return row;
}

Budget BudgetOf(int32_t year, const InputRow& row) {
  return {KeyOf(row), year, Int(row, 2), Int(row, 0), Int(row, 1), Int(row, 3)};
}

Actual ActualOf(int32_t year, const InputRow& row) {
  return {KeyOf(row),  year,        Int(row, 0), Int(row, 1), Int(row, 2), Int(row, 3),
          Int(row, 4), Int(row, 5), Int(row, 6), Int(row, 7), Int(row, 8)};
}

IndicatorRow IndicatorOf(int32_t year, const InputRow& row) {
  IndicatorRow indicator{row.key[0], year, {}};
  indicator.measured.code = row.key[1];
  indicator.measured.peer_group = Text(row, 0);
  indicator.measured.status = quality::ParseStatus(Text(row, 1)).value();
  indicator.measured.value = DecimalOrNone(row, 2);
  indicator.measured.baseline = DecimalOrNone(row, 3);
  indicator.measured.denominator = IntOrNone(row, 4);
  return indicator;
}

ContractRow ContractOf(int32_t year, const InputRow& row) {
  ContractRow contract;
  contract.key = KeyOf(row);
  contract.year = year;
  contract.contract_id = row.key[3];
  contract.period = {calendar::ParseDate(row.key[4]).value(),
                     calendar::ParseDate(Text(row, 0)).value()};
  contract.terms = {
      Int(row, 1),      Int(row, 2), Int(row, 3), Int(row, 4), static_cast<int32_t>(Int(row, 5)),
      IntOrNone(row, 6)};
  return contract;
}

}  // namespace probity::settlement

#include "clients/probityctl/inputs/read_inputs.h"

#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::inputs {
namespace {

namespace v1 = settlement::v1;

using Words = std::vector<std::vector<std::string_view>>;

ColumnSpec InstitutionColumn() {
  return {
      "institution_id", {"机构编码", "机构代码", "定点机构编码", "医疗机构编码", "机构编号"}, true};
}

ColumnSpec YearColumn() {
  return {"year", {"年度", "年份", "清算年度"}, true};
}

ColumnSpec FundColumn() {
  return {"fund", {"基金", "险种"}, false};
}

ColumnSpec ClassColumn() {
  return {"class", {"类别", "医疗类别"}, false};
}

// In the order of the numbers of v1::Fund, v1::UnitClass and v1::IndicatorStatus.
const Words& Funds() {
  static const Words words = {{"ALL", "全部"}, {"EMPLOYEE", "职工"}, {"RESIDENT", "居民"}};
  return words;
}

const Words& Classes() {
  static const Words words = {
      {"ALL", "全部"}, {"OUTPATIENT", "门诊"}, {"INPATIENT", "住院"}, {"SPECIAL", "特殊"}};
  return words;
}

const Words& Statuses() {
  static const Words words = {{"MEASURED", "已测"},
                              {"NOT_REPORTED", "未报", "未报告"},
                              {"TOO_FEW", "例数不足"},
                              {"FIRST_YEAR", "首年"}};
  return words;
}

const std::vector<ColumnSpec>& BudgetColumns() {
  static const std::vector<ColumnSpec> columns = {
      InstitutionColumn(),
      YearColumn(),
      FundColumn(),
      ClassColumn(),
      {"total_budget_yuan", {"总额预算", "年度总额预算", "年度总额"}, true},
      {"per_visit_yuan", {"次均费用", "次均定额", "次均费用标准"}, true},
      {"planned_visits", {"计划服务量", "计划人次"}, true}};
  return columns;
}

const std::vector<ColumnSpec>& ActualColumns() {
  static const std::vector<ColumnSpec> columns = {
      InstitutionColumn(),
      YearColumn(),
      FundColumn(),
      ClassColumn(),
      {"visits", {"服务人次", "人次", "服务量"}, true},
      {"accepted_yuan", {"审核后费用", "审核金额", "审核基金金额"}, true},
      {"refused_yuan", {"暂停期间拒付"}, false},
      {"emergency_in_suspension_yuan", {"暂停期间急诊费用", "暂停期间急诊"}, false},
      {"prepaid_yuan", {"月预付", "月度拨付", "已拨付"}, false},
      {"withheld_yuan", {"质量保证金"}, false},
      {"prefund_yuan", {"周转金", "预拨周转金"}, false},
      {"deductions_yuan", {"扣款", "追回"}, false},
      {"prior_year_yuan", {"上年调整", "往年调整"}, false}};
  return columns;
}

const std::vector<ColumnSpec>& IndicatorColumns() {
  static const std::vector<ColumnSpec> columns = {
      InstitutionColumn(),
      YearColumn(),
      {"indicator", {"指标", "指标编码", "指标代码"}, true},
      {"peer_group", {"同类组", "机构等级组"}, false},
      {"value", {"指标值", "数值", "得分"}, true},
      {"baseline", {"基期值", "基线值"}, false},
      {"denominator", {"分母", "例数", "病例数"}, false},
      {"status", {"状态"}, false}};
  return columns;
}

const std::vector<ColumnSpec>& ContractColumns() {
  static const std::vector<ColumnSpec> columns = {InstitutionColumn(),
                                                  YearColumn(),
                                                  FundColumn(),
                                                  ClassColumn(),
                                                  {"contract_id", {"合同编号", "协议编号"}, true},
                                                  {"first_date", {"开始日期", "起始日期"}, true},
                                                  {"last_date", {"结束日期", "截止日期"}, true},
                                                  {"price_yuan", {"单价", "支付标准"}, true},
                                                  {"met", {"达标例数", "达标"}, true},
                                                  {"failed", {"未达标例数", "未达标"}, true},
                                                  {"pending", {"待评例数", "待评"}, false},
                                                  {"fail_pay_bp", {"未达标支付比例"}, false},
                                                  {"cap_yuan", {"封顶额", "封顶"}, false}};
  return columns;
}

template <typename Message>
void ReadUnit(const SheetCells& cells, const Register& ids, Message& message) {
  message.set_institution_id(cells.Institution(ids));
  message.set_year(static_cast<int32_t>(cells.Year()));
  const int fund = cells.OneOf("fund", Funds());
  message.set_fund(fund == 0 ? v1::FUND_ALL : static_cast<v1::Fund>(fund));
  const int unit_class = cells.OneOf("class", Classes());
  message.set_unit_class(unit_class == 0 ? v1::UNIT_CLASS_ALL
                                         : static_cast<v1::UnitClass>(unit_class));
}

v1::Budget ReadRow(const SheetCells& cells, const Register& ids, v1::Budget row) {
  ReadUnit(cells, ids, row);
  row.set_total_budget_fen(cells.Yuan("total_budget_yuan", true));
  row.set_per_visit_fen(cells.Yuan("per_visit_yuan", true));
  row.set_per_visit_visits(1);
  row.set_planned_visits(cells.Count("planned_visits", true));
  return row;
}

v1::Actual ReadRow(const SheetCells& cells, const Register& ids, v1::Actual row) {
  ReadUnit(cells, ids, row);
  row.set_visits(cells.Count("visits", true));
  row.set_accepted_fen(cells.Yuan("accepted_yuan", true));
  row.set_refused_fen(cells.Yuan("refused_yuan", false));
  row.set_emergency_fen(cells.Yuan("emergency_in_suspension_yuan", false));
  row.set_monthly_fen(cells.Yuan("prepaid_yuan", false));
  row.set_withheld_fen(cells.Yuan("withheld_yuan", false));
  row.set_prefund_fen(cells.Yuan("prefund_yuan", false));
  row.set_deductions_fen(cells.Yuan("deductions_yuan", false));
  row.set_prior_year_fen(cells.Yuan("prior_year_yuan", false, true));
  return row;
}

v1::IndicatorValue ReadRow(const SheetCells& cells, const Register& ids, v1::IndicatorValue row) {
  row.set_institution_id(cells.Institution(ids));
  row.set_year(static_cast<int32_t>(cells.Year()));
  row.set_code(cells.Code("indicator", true));
  row.set_peer_group(cells.Code("peer_group", false));
  const int status = cells.OneOf("status", Statuses());
  row.set_status(status == 0 ? v1::INDICATOR_STATUS_MEASURED
                             : static_cast<v1::IndicatorStatus>(status));
  const bool measured = row.status() == v1::INDICATOR_STATUS_MEASURED;
  if (measured == cells.Blank("value")) {
    cells.Bad("value", measured ? "empty; enter a value, or a status that says why there is none"
                                : "a value beside a status that says there is none");
  } else {
    row.set_value(cells.Decimal("value"));
  }
  row.set_baseline(cells.Decimal("baseline"));
  if (!cells.Blank("denominator")) row.set_denominator(cells.Count("denominator", true));
  return row;
}

v1::ContractOutcome ReadRow(const SheetCells& cells, const Register& ids, v1::ContractOutcome row) {
  ReadUnit(cells, ids, row);
  row.set_contract_id(cells.Code("contract_id", true));
  row.set_first_date(cells.Date("first_date", row.year()));
  row.set_last_date(cells.Date("last_date", row.year()));
  row.set_price_fen(cells.Yuan("price_yuan", true));
  row.set_met(cells.Count("met", true));
  row.set_failed(cells.Count("failed", true));
  row.set_pending(cells.Count("pending", false));
  row.set_fail_pay_bp(static_cast<int32_t>(cells.BasisPoints("fail_pay_bp")));
  if (!cells.Blank("cap_yuan")) row.set_cap_fen(cells.Yuan("cap_yuan", true));
  return row;
}

// What two rows of one file may not have in common.
template <typename Message>
std::string UnitOf(const Message& row) {
  return absl::StrCat(row.institution_id(), "/", row.year(), "/", row.fund(), "/",
                      row.unit_class());
}

std::string KeyOf(const v1::Budget& row) {
  return UnitOf(row);
}
std::string KeyOf(const v1::Actual& row) {
  return UnitOf(row);
}
std::string KeyOf(const v1::IndicatorValue& row) {
  return absl::StrCat(row.institution_id(), "/", row.year(), "/", row.code());
}
std::string KeyOf(const v1::ContractOutcome& row) {
  return absl::StrCat(UnitOf(row), "/", row.contract_id(), "/", row.first_date());
}

template <typename Message>
ReadRows<Message> Read(const Grid& grid, const std::vector<ColumnSpec>& columns,
                       const Register& ids, scenario::Problems& problems) {
  ReadRows<Message> read;
  const SheetTable table(grid, columns, problems);
  std::map<std::string, int> seen;
  for (const GridRow* row : table.rows()) {
    const SheetCells cells(table, *row, problems);
    Message message = ReadRow(cells, ids, Message());
    if (!message.institution_id().empty()) {
      const auto [first, fresh] = seen.emplace(KeyOf(message), row->line);
      if (!fresh) {
        cells.Bad("institution_id",
                  absl::StrCat("DUPLICATE_UNIT: line ", first->second, " states the same already"));
      }
    }
    read.rows.push_back(std::move(message));
    read.lines.push_back(row->line);
  }
  if (problems.empty() && read.rows.empty()) problems.AddFile(grid.file, "has no rows");
  return read;
}

}  // namespace

ReadRows<v1::Budget> ReadBudgets(const Grid& grid, const Register& ids,
                                 scenario::Problems& problems) {
  return Read<v1::Budget>(grid, BudgetColumns(), ids, problems);
}

ReadRows<v1::Actual> ReadActuals(const Grid& grid, const Register& ids,
                                 scenario::Problems& problems) {
  return Read<v1::Actual>(grid, ActualColumns(), ids, problems);
}

ReadRows<v1::IndicatorValue> ReadIndicators(const Grid& grid, const Register& ids,
                                            scenario::Problems& problems) {
  return Read<v1::IndicatorValue>(grid, IndicatorColumns(), ids, problems);
}

ReadRows<v1::ContractOutcome> ReadContracts(const Grid& grid, const Register& ids,
                                            scenario::Problems& problems) {
  return Read<v1::ContractOutcome>(grid, ContractColumns(), ids, problems);
}

std::optional<std::string> PlaceOf(const Grid& grid, const std::vector<int>& lines,
                                   std::string_view field) {
  const size_t open = field.find('[');
  const size_t close = field.find("].");
  size_t row = 0;
  if (open == std::string_view::npos || close == std::string_view::npos || close < open ||
      !absl::SimpleAtoi(ToAbsl(field.substr(open + 1, close - open - 1)), &row) ||
      row >= lines.size()) {
    return std::nullopt;
  }
  return absl::StrCat(grid.file, ":", lines[row], ": ", ToAbsl(field.substr(close + 2)));
}

}  // namespace probity::inputs

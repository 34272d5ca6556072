#include "clients/probityctl/input_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/inputs.h"

namespace probity::ctl {
namespace {

constexpr char kImportHelp[] =
    "CSV or XLSX, as a spreadsheet leaves it; every bad cell is named, and then nothing imported.\n"
    "Columns, in English or as the bureau heads them (a title may stand above, name and remarks\n"
    "beside; amounts in yuan):\n"
    "  budgets     institution_id 机构编码, year 年度, total_budget_yuan 总额预算, per_visit_yuan\n"
    "              次均费用, planned_visits 计划人次 [, fund 基金, class 类别]\n"
    "  actuals     institution_id, year, visits 服务人次, accepted_yuan 审核金额 [, fund, class,\n"
    "              emergency_in_suspension_yuan, refused_yuan, prepaid_yuan 已拨付, withheld_yuan\n"
    "              质量保证金, prefund_yuan 周转金, deductions_yuan 扣款, prior_year_yuan]\n"
    "  indicators  institution_id, year, indicator 指标, value 指标值 [, baseline 基期值,\n"
    "              denominator 例数, status 状态, peer_group 同类组]\n"
    "  contracts   institution_id, year, contract_id 合同编号, first_date 开始日期, last_date\n"
    "              结束日期, price_yuan 单价, met 达标, failed 未达标 [, pending, fail_pay_bp,\n"
    "              cap_yuan, fund, class]";

CLI::Option* AddKind(CLI::App* command, std::string& kind) {
  return command->add_option("kind", kind, "budgets, actuals, indicators or contracts")
      ->required()
      ->check(CLI::IsMember({"budgets", "actuals", "indicators", "contracts"}));
}

}  // namespace

void AddInputs(CLI::App& app, const Session& session, int& exit) {
  CLI::App* input =
      app.add_subcommand("input", "清算数据 what a year is settled from")->require_subcommand(1);
  CLI::App* import = input->add_subcommand("import", kImportHelp);
  const auto options = std::make_shared<InputImport>();
  AddKind(import, options->kind);
  import->add_option("file", options->file, ".csv or .xlsx")->required();
  import->add_option("--sheet", options->sheet, "of a workbook with several");
  import->add_option("--replace-year", options->replace_year,
                     "the rows of this year become exactly those of the file: a correction");
  import->add_flag("--check", options->check, "reads and checks, imports nothing");
  import->callback([&session, &exit, options] { exit = RunInputImport(session, *options);
});

CLI::App* list = input->add_subcommand("list", "the rows that count now");
const auto kind = std::make_shared<std::string>();
const auto year = std::make_shared<int>(0);
AddKind(list, *kind);
list->add_option("--year", *year)->required();
list->callback([&session, &exit, kind, year] { exit = RunInputList(session, *kind, *year); });
}  // namespace probity::ctl

}  // namespace probity::ctl

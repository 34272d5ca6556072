#include "clients/probityctl/commands/inputs.h"

#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "clients/probityctl/inputs/read_inputs.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = settlement::v1;
namespace role = options::v1;
using Service = v1::InputService::Stub;

constexpr size_t kRowsPerMessage = 500;

absl::StatusOr<inputs::Register> ReadRegister(const clients::Bureau& bureau) {
  using Request = scoring::v1::ListInstitutionsRequest;
  using Response = scoring::v1::ListInstitutionsResponse;
  const auto page = [&bureau](const Request& request) {
    return bureau.Call(role::ROLE_SETTLEMENT_PREPARER, bureau.registry,
                       &scoring::v1::RegistryService::Stub::ListInstitutions, request);
  };
  PROBITY_ASSIGN_OR_RETURN(const auto all,
                           (clients::AllPages<Request, Response, scoring::v1::Institution>(
                               {}, page, &Response::institutions)));
  std::vector<std::string> ids;
  for (const scoring::v1::Institution& one : all) ids.push_back(one.institution_id());
  return inputs::Register(ids);
}

int PrintProblems(const scenario::Problems& problems) {
  std::fprintf(stderr, "%s\n%lld problems, nothing was imported 有错，未导入任何行\n",
               problems.Text().c_str(), static_cast<long long>(problems.count()));
  return kRefused;
}

// A refusal of rows, told by the lines of the file they stood on.
int PrintRefusal(const inputs::Grid& grid, const std::vector<int>& lines,
                 const absl::Status& status) {
  scenario::Problems problems;
  for (const FieldViolation& one : DetailOf(status).violations) {
    const auto place = inputs::PlaceOf(grid, lines, one.field);
    if (!place.has_value()) return Fail(status);
    problems.AddFile(*place, one.description);
  }
  return problems.empty() ? Fail(status) : PrintProblems(problems);
}

v1::Budget* AddRow(v1::ImportBudgetsRequest& message) {
  return message.add_budgets();
}
v1::Actual* AddRow(v1::ImportActualsRequest& message) {
  return message.add_actuals();
}
v1::IndicatorValue* AddRow(v1::ImportIndicatorsRequest& message) {
  return message.add_indicators();
}
v1::ContractOutcome* AddRow(v1::ImportContractsRequest& message) {
  return message.add_contracts();
}

template <typename Request, typename Row, typename Method>
int Send(const Session& session, const clients::Bureau& bureau, const InputImport& options,
         const inputs::Grid& grid, const inputs::ReadRows<Row>& read, Method method) {
  std::vector<Request> messages(1);
  messages[0].set_request_id(RandomUuid(crypto::SystemEntropy()));
  messages[0].set_replace_year(options.replace_year);
  for (size_t i = 0; i < read.rows.size(); ++i) {
    if (i > 0 && i % kRowsPerMessage == 0) messages.emplace_back();
    *AddRow(messages.back()) = read.rows[i];
  }
  const auto response = rpc::InvokeImport(*bureau.inputs, method, messages,
                                          bureau.As(role::ROLE_SETTLEMENT_PREPARER));
  if (!response.ok()) return PrintRefusal(grid, read.lines, response.status());
  if (session.json) {
    PrintJson(*response);
  } else {
    std::printf("%s: 新增 added %d, 未变 unchanged %d, 更正 replaced or removed %d\n",
                grid.file.c_str(), response->added(), response->unchanged(), response->removed());
  }
  return kOk;
}

template <typename Request, typename Read, typename Method>
int Import(const Session& session, const InputImport& options, Read read_rows, Method method) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const absl::StatusOr<inputs::Register> ids = ReadRegister(*bureau);
  if (!ids.ok()) return Fail(ids.status());
  scenario::Problems problems;
  const inputs::Grid grid = inputs::ReadGrid(options.file, options.sheet, problems);
  const auto read = read_rows(grid, *ids, problems);
  if (!problems.empty()) return PrintProblems(problems);
  if (options.check) {
    std::printf("%s: %zu 行可导入 rows can be imported\n", grid.file.c_str(), read.rows.size());
    return kOk;
  }
  return Send<Request>(session, *bureau, options, grid, read, method);
}

std::string Unit(v1::Fund fund, v1::UnitClass unit_class) {
  return absl::StrCat(Short(v1::Fund_Name(fund), "FUND_"), "/",
                      Short(v1::UnitClass_Name(unit_class), "UNIT_CLASS_"));
}

void PrintTable(const std::vector<v1::ListInputsResponse>& pages) {
  Table table({"机构 institution", "单元 unit or code", "数据 figures"});
  for (const v1::ListInputsResponse& page : pages) {
    for (const v1::Budget& one : page.budgets()) {
      table.Add({one.institution_id(), Unit(one.fund(), one.unit_class()),
                 absl::StrCat("总额 total ", money::FormatYuan(one.total_budget_fen()),
                              ", 次均 per visit ", money::FormatYuan(one.per_visit_fen()),
                              ", 计划人次 planned ", one.planned_visits())});
    }
    for (const v1::Actual& one : page.actuals()) {
      table.Add({one.institution_id(), Unit(one.fund(), one.unit_class()),
                 absl::StrCat("人次 visits ", one.visits(), ", 审核 accepted ",
                              money::FormatYuan(one.accepted_fen()), ", 已拨 paid ",
                              money::FormatYuan(one.monthly_fen()))});
    }
    for (const v1::IndicatorValue& one : page.indicators()) {
      table.Add({one.institution_id(), one.code(),
                 one.value().empty()
                     ? Short(v1::IndicatorStatus_Name(one.status()), "INDICATOR_STATUS_")
                     : absl::StrCat(one.value(), one.baseline().empty() ? "" : ", 基期 baseline ",
                                    one.baseline())});
    }
    for (const v1::ContractOutcome& one : page.contracts()) {
      table.Add({one.institution_id(), one.contract_id(),
                 absl::StrCat(one.first_date(), "…", one.last_date(), ", 单价 price ",
                              money::FormatYuan(one.price_fen()), ", 达标 met ", one.met(),
                              ", 未达标 failed ", one.failed(), ", 待评 pending ", one.pending())});
    }
  }
  table.Print();
}

v1::InputKind KindOf(const std::string& kind) {
  if (kind == "actuals") return v1::INPUT_KIND_ACTUAL;
  if (kind == "indicators") return v1::INPUT_KIND_INDICATOR;
  return kind == "contracts" ? v1::INPUT_KIND_CONTRACT : v1::INPUT_KIND_BUDGET;
}

}  // namespace

int RunInputImport(const Session& session, const InputImport& options) {
  switch (KindOf(options.kind)) {
    case v1::INPUT_KIND_ACTUAL:
      return Import<v1::ImportActualsRequest>(session, options, &inputs::ReadActuals,
                                              &Service::ImportActuals);
    case v1::INPUT_KIND_INDICATOR:
      return Import<v1::ImportIndicatorsRequest>(session, options, &inputs::ReadIndicators,
                                                 &Service::ImportIndicators);
    case v1::INPUT_KIND_CONTRACT:
      return Import<v1::ImportContractsRequest>(session, options, &inputs::ReadContracts,
                                                &Service::ImportContracts);
    default:
      return Import<v1::ImportBudgetsRequest>(session, options, &inputs::ReadBudgets,
                                              &Service::ImportBudgets);
  }
}

int RunInputList(const Session& session, const std::string& kind, int year) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::ListInputsRequest request;
  request.set_year(year);
  request.set_kind(KindOf(kind));
  request.set_page_size(1000);
  std::vector<v1::ListInputsResponse> pages;
  do {
    auto page =
        bureau->Call(role::ROLE_SETTLEMENT_PREPARER, bureau->inputs, &Service::ListInputs, request);
    if (!page.ok()) return Fail(page.status());
    request.set_page_token(page->next_page_token());
    page->clear_next_page_token();
    if (session.json) PrintJson(*page);
    pages.push_back(*std::move(page));
  } while (!request.page_token().empty());
  if (!session.json) PrintTable(pages);
  return kOk;
}

}  // namespace probity::ctl

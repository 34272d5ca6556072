#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/common/bureau.h"
#include "clients/probityctl/commands/commands.h"
#include "common/money/money.h"

namespace probity::ctl {
namespace {

namespace v1 = settlement::v1;
namespace role = options::v1;

std::string Shown(const v1::Line& line) {
  if (line.unit() == "fen") return absl::StrCat(money::FormatYuan(line.value()), " yuan");
  if (line.unit() == "flag") return line.value() != 0 ? "是 yes" : "否 no";
  if (line.unit() == "status") {
    return Short(v1::RewardStatus_Name(static_cast<v1::RewardStatus>(line.value())),
                 "REWARD_STATUS_");
  }
  return absl::StrCat(line.value(), " ", line.unit());
}

void PrintStatement(const v1::Statement& one) {
  std::printf("清算通知书 settlement statement  %s  %d\n", one.institution_id().c_str(),
              one.year());
  std::printf("政策 policy %s\n", one.policy_sha256().c_str());
  for (const v1::Line& line : one.lines()) {
    std::printf("\n%s  %s %s%s\n", line.code().c_str(), line.name_zh().c_str(),
                line.name_en().c_str(), line.assumed() ? "  (假定值 assumed)" : "");
    std::printf("  公式 formula  %s\n", line.formula().c_str());
    std::printf("  代入 with     %s\n", line.operands().c_str());
    std::printf("  结果 result   %s\n", Shown(line).c_str());
  }
  if (!one.warnings().empty()) {
    std::printf("\n警示 warnings: %s\n", absl::StrJoin(one.warnings(), ", ").c_str());
  }
}

}  // namespace

int RunList(const Session& session, int year) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::ListRunsRequest request;
  request.set_year(year);
  const auto response =
      bureau->Call(role::ROLE_AUDITOR, bureau->runs, &v1::RunService::Stub::ListRuns, request);
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
    return kOk;
  }
  Table table(
      {"清算 run", "年 year", "类别 kind", "状态 state", "单元 units", "结果 result_sha256"});
  for (const v1::Run& one : response->runs()) {
    table.Add({one.run_id(), absl::StrCat(one.year()),
               Short(v1::RunKind_Name(one.kind()), "RUN_KIND_"),
               Short(v1::RunState_Name(one.state()), "RUN_STATE_"), absl::StrCat(one.units()),
               one.result_sha256()});
  }
  table.Print();
  return kOk;
}

int StatementShow(const Session& session, const std::string& run_id,
                  const std::string& institution_id) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::GetStatementRequest request;
  request.set_run_id(run_id);
  request.set_institution_id(institution_id);
  const auto response = bureau->Call(role::ROLE_AUDITOR, bureau->statements,
                                     &v1::StatementService::Stub::GetStatement, request);
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
  } else {
    PrintStatement(response->statement());
  }
  return kOk;
}

}  // namespace probity::ctl

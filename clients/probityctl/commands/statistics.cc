#include "clients/probityctl/commands/statistics.h"

#include <cstdio>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/common/actors.h"
#include "clients/common/bureau.h"
#include "clients/common/connect.h"
#include "clients/common/output.h"
#include "common/status/status.h"
#include "probity/scoring/v1/statistics_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using clients::Cell;
using clients::Sheet;
using clients::Yuan;

absl::StatusOr<v1::GetStatisticsResponse> Ask(const Session& session,
                                              const StatisticsOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Actors actors, session.Actors());
  PROBITY_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel,
                           clients::Connect(session.addresses, session.addresses.scoring));
  rpc::CallOptions call;
  call.caller = actors.For(role::ROLE_AUDITOR);
  call.timeout = absl::Seconds(30);
  v1::GetStatisticsRequest request;
  request.set_year(options.year);
  request.set_district(options.district);
  const auto stub = v1::StatisticsService::NewStub(channel);
  return rpc::Invoke(*stub, &v1::StatisticsService::Stub::GetStatistics, request, call);
}

Sheet PointsSheet(const v1::GetStatisticsResponse& figures) {
  Sheet sheet = {"points",
                 "记分分布 points by band",
                 {"片区 district", "类别 kind", "机构数 institutions", "有记分 with points",
                  "总分 points", "档次 band", "档内机构 in the band"},
                 {}};
  for (const v1::PointsDistribution& one : figures.points()) {
    for (const v1::BandCount& band : one.bands()) {
      sheet.rows.push_back(
          {one.district(), Short(v1::SubjectKind_Name(one.kind()), "SUBJECT_KIND_"),
           one.institutions(), one.with_points(), one.points(), band.band(), band.institutions()});
    }
  }
  return sheet;
}

Sheet CasesSheet(const v1::GetStatisticsResponse& figures) {
  Sheet sheet = {"cases",
                 "案件 cases by source, step and age in days",
                 {"片区 district", "来源 source", "状态 state", "件数 cases", "未结 ≤30",
                  "未结 ≤60", "未结 ≤90", "未结 >90"},
                 {}};
  for (const v1::CaseCount& one : figures.cases()) {
    sheet.rows.push_back({one.district(), Short(v1::CaseSource_Name(one.source()), "CASE_SOURCE_"),
                          Short(v1::CaseState_Name(one.state()), "CASE_STATE_"), one.cases(),
                          one.open_to_30(), one.open_to_60(), one.open_to_90(),
                          one.open_over_90()});
  }
  return sheet;
}

Sheet OverdueSheet(const v1::GetStatisticsResponse& figures) {
  Sheet sheet = {"overdue",
                 "期限 deadlines running and overdue",
                 {"片区 district", "期限 deadline", "在办 running", "逾期 overdue"},
                 {}};
  for (const v1::OverdueCount& one : figures.overdue()) {
    sheet.rows.push_back({one.district(), one.clock_key(), one.running(), one.overdue()});
  }
  return sheet;
}

Sheet RecoveriesSheet(const v1::GetStatisticsResponse& figures) {
  Sheet sheet = {
      "recoveries",
      "追回基金 recovered fund, yuan",
      {"片区 district", "应追回(元) expected", "已追回(元) received", "未追回(元) outstanding"},
      {}};
  for (const v1::RecoveredFund& one : figures.recoveries()) {
    sheet.rows.push_back({one.district(), Yuan{one.expected_fen()}, Yuan{one.received_fen()},
                          Yuan{one.outstanding_fen()}});
  }
  return sheet;
}

void PrintSheet(const Sheet& sheet) {
  std::printf("%s\n", sheet.title.c_str());
  Table table(sheet.header);
  for (const std::vector<Cell>& row : sheet.rows) {
    std::vector<std::string> cells;
    for (const Cell& cell : row) cells.push_back(clients::CellText(cell));
    table.Add(std::move(cells));
  }
  table.Print();
  std::printf("\n");
}

}  // namespace

std::vector<Sheet> StatisticsSheets(const v1::GetStatisticsResponse& figures) {
  return {PointsSheet(figures), CasesSheet(figures), OverdueSheet(figures),
          RecoveriesSheet(figures)};
}

int Statistics(const Session& session, const StatisticsOptions& options) {
  const absl::StatusOr<v1::GetStatisticsResponse> figures = Ask(session, options);
  if (!figures.ok()) return Fail(figures.status());
  const std::vector<Sheet> sheets = StatisticsSheets(*figures);
  if (!options.csv.empty()) {
    const absl::Status written = clients::WriteCsvFolder(options.csv, sheets);
    if (!written.ok()) return Fail(written);
  }
  if (!options.xlsx.empty()) {
    const absl::Status written = clients::WriteXlsx(options.xlsx, sheets);
    if (!written.ok()) return Fail(written);
  }
  if (session.json) {
    PrintJson(*figures);
    return kOk;
  }
  std::printf("%d 年统计 figures of the year, as of %s\n\n", figures->year(),
              figures->as_of_date().c_str());
  for (const Sheet& sheet : sheets) PrintSheet(sheet);
  return kOk;
}

}  // namespace probity::ctl

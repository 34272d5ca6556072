#include <cstdio>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "clients/probityctl/commands/commands.h"
#include "clients/probityctl/scenario/scenario.h"
#include "clients/probityctl/year/report.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/money/money.h"
#include "common/policy/load.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

// A service may be restarted during a year; it is waited for that long.
constexpr absl::Duration kPatience = absl::Seconds(60);

void PrintSummary(const year::YearResult& result, const year::YearOptions& options) {
  const year::Summary& s = result.summary;
  Table table({"年度结果 the year", ""});
  table.Add({"机构 institutions", absl::StrCat(s.institutions)});
  table.Add({"有记分 with points", absl::StrCat(s.institutions_with_points)});
  table.Add({"总分 points", absl::StrCat(s.points)});
  table.Add({"暂停 suspended", absl::StrCat(s.suspended)});
  table.Add({"取消 cancelled", absl::StrCat(s.cancelled)});
  table.Add({"追回(元) recovered (yuan)", money::FormatYuan(s.recovered_fen)});
  table.Add({"案件 cases", absl::StrCat(s.cases, " (", s.findings, " findings)")});
  table.Add({"提出异议 objected", absl::StrCat(s.objected)});
  table.Add({"维持(含调减) upheld", absl::StrCat(s.upheld)});
  table.Add({"不成立 dismissed", absl::StrCat(s.dismissed)});
  table.Print();
  std::printf("\n%s/{standings.csv,statements.csv,summary.json}\n", options.out.c_str());
}

}  // namespace

int YearRun(const Session& session, const year::YearOptions& options) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect(kPatience);
  if (!bureau.ok()) return Fail(bureau.status());
  const absl::StatusOr<year::YearResult> result = year::RunYear(options, *bureau);
  if (!result.ok()) return Fail(result.status());
  if (session.json) {
    std::fputs(year::SummaryJson(result->summary).c_str(), stdout);
  } else {
    PrintSummary(*result, options);
  }
  if (result->open_cases == 0) return kOk;
  std::fprintf(
      stderr,
      "probityctl: OPEN_CASES: %d case(s) are still before the committee; their points are "
      "not in the figures\n",
      result->open_cases);
  return kOpenCases;
}

int YearCheck(const year::YearOptions& options, const std::string& begin_clock) {
  const auto policies = policy::LoadPolicyFolder(options.policies.string());
  if (!policies.ok()) return Fail(policies.status());
  scenario::Problems problems;
  const auto scenario = scenario::ReadScenario(options.scenario, options.year, *policies, problems);
  if (!scenario.ok()) return Fail(scenario.status());
  if (!problems.empty()) {
    std::fprintf(stderr, "%s\n", problems.Text().c_str());
    return kUsage;
  }
  if (!begin_clock.empty() && !std::filesystem::exists(begin_clock)) {
    const absl::Status begun = WriteScenarioTime(
        begin_clock, calendar::StartOf(absl::CivilDay(options.year, 1, 1)) + absl::Hours(8));
    if (!begun.ok()) return Fail(BadRequest({{"--begin-clock", std::string(begun.message())}}));
  }
  std::printf("%zu institutions, %zu members, %zu cases: nothing wrong\n",
              scenario->institutions.size(), scenario->members.size(), scenario->cases.size());
  return kOk;
}

}  // namespace probity::ctl

#include "clients/probityctl/year/report.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/common/files.h"
#include "clients/probityctl/scenario/csv.h"
#include "common/calendar/date.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

namespace role = options::v1;
using scoring::v1::Standing;
using settlement::v1::Statement;

std::string Flag(bool value) {
  return value ? "true" : "false";
}

std::string ShortKind(scoring::v1::SubjectKind kind) {
  return scoring::v1::SubjectKind_Name(kind).substr(std::string_view("SUBJECT_KIND_").size());
}

absl::StatusOr<std::vector<Standing>> Standings(Context& context) {
  scoring::v1::StreamStandingsRequest request;
  request.set_year(context.scenario.year);
  std::vector<Standing> all;
  PROBITY_RETURN_IF_ERROR(rpc::InvokeStream(
      *context.bureau.standings, &scoring::v1::StandingService::Stub::StreamStandings, request,
      context.bureau.As(role::ROLE_SUPERVISOR),
      [&](const scoring::v1::StreamStandingsResponse& response) {
        all.insert(all.end(), response.standings().begin(), response.standings().end());
        return absl::OkStatus();
      }));
  std::sort(all.begin(), all.end(), [](const Standing& a, const Standing& b) {
    return a.institution_id() < b.institution_id();
  });
  return all;
}

absl::StatusOr<std::vector<Statement>> Statements(Context& context, const std::string& run_id) {
  using Request = settlement::v1::ListStatementsRequest;
  using Response = settlement::v1::ListStatementsResponse;
  Request request;
  request.set_run_id(run_id);
  return clients::AllPages<Request, Response, Statement>(
      request,
      [&](const Request& page) {
        return context.bureau.Call(role::ROLE_SETTLEMENT_PREPARER, context.bureau.statements,
                                   &settlement::v1::StatementService::Stub::ListStatements, page);
      },
      &Response::statements);
}

std::string StandingsCsv(const std::vector<Standing>& standings) {
  std::string csv = scenario::FormatCsvRow({"institution_id", "kind", "points", "band", "rate_bp",
                                            "suspend_months", "cancelled", "qualifications"});
  for (const Standing& one : standings) {
    csv += scenario::FormatCsvRow(
        {one.institution_id(), ShortKind(one.kind()), absl::StrCat(one.points()), one.band(),
         absl::StrCat(one.rate_bp()), absl::StrCat(one.consequence().suspend_months()),
         Flag(one.consequence().cancelled()), absl::StrJoin(one.qualifications(), ";")});
  }
  return csv;
}

std::string StatementsCsv(const std::vector<Statement>& statements) {
  std::string csv = scenario::FormatCsvRow(
      {"institution_id", "total_budget_yuan", "adjusted_total_budget_yuan", "per_visit_yuan",
       "adjusted_per_visit_yuan", "rate_bp", "suspend_months", "cancelled", "policy_sha256"});
  for (const Statement& one : statements) {
    csv += scenario::FormatCsvRow(
        {one.institution_id(), money::FormatYuan(one.total_budget_fen()),
         money::FormatYuan(one.adjusted_total_budget_fen()), money::FormatYuan(one.per_visit_fen()),
         money::FormatYuan(one.adjusted_per_visit_fen()), absl::StrCat(one.rate_bp()),
         absl::StrCat(one.suspend_months()), Flag(one.cancelled()), one.policy_sha256()});
  }
  return csv;
}

void CountStandings(const std::vector<Standing>& standings, Summary& summary) {
  for (const Standing& one : standings) {
    ++summary.institutions;
    summary.points += one.points();
    summary.institutions_with_points += one.points() > 0;
    summary.cancelled += one.consequence().cancelled();
    summary.suspended += !one.consequence().cancelled() && one.consequence().suspend_months() > 0;
  }
}

void CountCases(const std::map<std::string, scoring::v1::Case>& cases,
                const scenario::Scenario& scenario, Summary& summary) {
  for (const scenario::Case& one : scenario.cases) {
    ++summary.cases;
    summary.findings += static_cast<int64_t>(one.findings.size());
    summary.objected += one.objected;
    const scoring::v1::Case& known = cases.at(one.ref);
    if (known.state() != scoring::v1::CASE_STATE_EFFECTIVE) continue;
    const bool dismissed = known.decision() == scoring::v1::DECISION_DISMISSED;
    summary.upheld += one.objected && !dismissed;
    summary.dismissed += one.objected && dismissed;
    for (const scoring::v1::Finding& finding : known.findings()) {
      if (finding.final_points() > 0) summary.recovered_fen += finding.final_recovery_fen();
    }
  }
}

}  // namespace

std::string SummaryJson(const Summary& summary) {
  const std::vector<std::pair<std::string, int64_t>> fields = {
      {"institutions", summary.institutions},
      {"institutions_with_points", summary.institutions_with_points},
      {"points", summary.points},
      {"suspended", summary.suspended},
      {"cancelled", summary.cancelled},
      {"recovered_fen", summary.recovered_fen},
      {"cases", summary.cases},
      {"findings", summary.findings},
      {"objected", summary.objected},
      {"upheld", summary.upheld},
      {"dismissed", summary.dismissed}};
  return absl::StrCat("{\n",
                      absl::StrJoin(fields, ",\n",
                                    [](std::string* out, const auto& field) {
                                      absl::StrAppend(out, "  \"", field.first,
                                                      "\": ", field.second);
                                    }),
                      "\n}\n");
}

absl::StatusOr<Summary> WriteReport(Context& context, const std::string& run_id,
                                    const std::map<std::string, scoring::v1::Case>& cases,
                                    const std::filesystem::path& out) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Standing> standings, Standings(context));
  PROBITY_ASSIGN_OR_RETURN(std::vector<Statement> statements, Statements(context, run_id));
  std::stable_sort(statements.begin(), statements.end(), [](const Statement& a, const auto& b) {
    return a.institution_id() < b.institution_id();
  });
  Summary summary;
  CountStandings(standings, summary);
  CountCases(cases, context.scenario, summary);
  PROBITY_RETURN_IF_ERROR(clients::WriteFile(out / "standings.csv", StandingsCsv(standings)));
  PROBITY_RETURN_IF_ERROR(clients::WriteFile(out / "statements.csv", StatementsCsv(statements)));
  PROBITY_RETURN_IF_ERROR(clients::WriteFile(out / "summary.json", SummaryJson(summary)));
  return summary;
}

}  // namespace probity::year

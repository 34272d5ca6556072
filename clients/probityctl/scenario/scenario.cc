#include "clients/probityctl/scenario/scenario.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "clients/probityctl/scenario/cases.h"
#include "clients/probityctl/scenario/cells.h"
#include "clients/probityctl/scenario/registers.h"
#include "common/calendar/work_calendar.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::scenario {
namespace {

using Path = std::filesystem::path;

constexpr std::uintmax_t kLargestFile = 64 << 20;
constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2200;

struct FileShape {
  std::string name;
  bool required;
  std::vector<std::string> columns;
};

const std::vector<FileShape>& Shapes() {
  static const std::vector<FileShape> shapes = {
      {"institutions.csv", true, {"institution_id", "name", "kind", "district", "designated_from"}},
      {"members.csv", false, {"member_id", "name", "group", "affiliation", "contact"}},
      {"budgets.csv",
       true,
       {"institution_id", "year", "total_budget_yuan", "per_visit_yuan", "planned_visits"}},
      {"cases.csv",
       true,
       {"case_ref", "item", "institution_id", "source", "violation_code", "violation_end_date",
        "points", "recovery_yuan", "objection"}},
      {"ballots.csv", false, {"case_ref", "item", "seat", "choice", "points", "reason_code"}},
      {"actuals.csv",
       false,
       {"institution_id", "year", "visits", "accepted_yuan", "emergency_in_suspension_yuan",
        "prepaid_yuan"}},
  };
  return shapes;
}

absl::StatusOr<std::string> ReadBytes(const Path& path) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) > kLargestFile && !error) {
    return BadRequest(
        {{path.filename().string(), absl::StrCat("larger than ", kLargestFile >> 20,
                                                 " MiB; a scenario folder is a district's year")}});
  }
  return clients::ReadFile(path);
}

absl::Status CheckFolder(const Path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return absl::OkStatus();
  return BadRequest({{"--scenario", absl::StrCat(folder.string(), " is no folder")}});
}

absl::Status BadFolder(const Problems& problems) {
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_BAD_ROWS, problems.Text());
}

void CheckPresent(const Path& folder, Problems& problems) {
  for (const FileShape& shape : Shapes()) {
    if (shape.required && !std::filesystem::exists(folder / shape.name)) {
      problems.AddFile(shape.name, "missing; the folder must have it");
    }
  }
}

// The tables of a folder by file name; a missing optional file is an empty table.
std::map<std::string, CsvTable> ReadTables(const Path& folder, std::string& sha256,
                                           Problems& problems) {
  std::map<std::string, CsvTable> tables;
  crypto::Sha256Hasher hasher;
  for (const FileShape& shape : Shapes()) {
    const Path path = folder / shape.name;
    tables[shape.name].file = shape.name;
    if (!std::filesystem::exists(path)) continue;
    absl::StatusOr<std::string> bytes = ReadBytes(path);
    if (!bytes.ok()) {
      problems.AddFile(shape.name, ToStd(bytes.status().message()));
      continue;
    }
    hasher.Update(absl::StrCat(shape.name, "\n", bytes->size(), "\n"));
    hasher.Update(*bytes);
    tables[shape.name] = ParseCsv(shape.name, *std::move(bytes), shape.columns, problems);
  }
  sha256 = crypto::Hex(hasher.Finish());
  return tables;
}

// A year is settled after its end, and its last cases open then.
void CheckCalendar(const calendar::WorkCalendar& calendar, int year, Problems& problems) {
  const calendar::Period covered = calendar.covered();
  if (year >= covered.first.year() && year < covered.last.year()) return;
  problems.AddFile("budgets.csv",
                   absl::StrCat("year: the working-day calendar holds the years ",
                                covered.first.year(), " to ", covered.last.year() - 1,
                                " and the one after them, so ", year, " cannot be played"));
}

}  // namespace

absl::CivilDay Case::LastViolation() const {
  absl::CivilDay last = findings.front().end_date;
  for (const Finding& finding : findings) last = std::max(last, finding.end_date);
  return last;
}

absl::StatusOr<Scenario> ReadScenario(const Path& folder, int year,
                                      const std::vector<policy::Policy>& policies,
                                      Problems& problems) {
  PROBITY_RETURN_IF_ERROR(CheckFolder(folder));
  Scenario scenario;
  scenario.year = year;
  CheckPresent(folder, problems);
  PROBITY_ASSIGN_OR_RETURN(const calendar::WorkCalendar calendar, calendar::ShippedCalendar());
  CheckCalendar(calendar, year, problems);
  const std::map<std::string, CsvTable> tables = ReadTables(folder, scenario.sha256, problems);
  const InstitutionsById institutions = ReadInstitutions(tables.at("institutions.csv"), problems);
  for (const auto& [id, institution] : institutions) {
    scenario.institutions.push_back(institution);
  }
  scenario.members = ReadMembers(tables.at("members.csv"), institutions, problems);
  scenario.budgets = ReadBudgets(tables.at("budgets.csv"), institutions, year, problems);
  scenario.actuals = ReadActuals(tables.at("actuals.csv"), institutions, year, problems);
  const CaseRules rules{year, &policies};
  scenario.cases = ReadCases(tables.at("cases.csv"), institutions, rules, problems);
  ReadBallots(tables.at("ballots.csv"), institutions, rules, scenario.cases, problems);
  return scenario;
}

absl::StatusOr<int> YearOf(const Path& folder) {
  PROBITY_RETURN_IF_ERROR(CheckFolder(folder));
  Problems problems;
  CheckPresent(folder, problems);
  if (!problems.empty()) return BadFolder(problems);
  const FileShape& shape = Shapes()[2];
  PROBITY_ASSIGN_OR_RETURN(std::string bytes, ReadBytes(folder / shape.name));
  const CsvTable table = ParseCsv(shape.name, std::move(bytes), {"year"}, problems);
  std::map<int, int> rows_of;
  for (const CsvRow& row : table.rows) {
    int year = 0;
    const std::string_view cell = Cells(table, row, problems).Raw("year");
    if (absl::SimpleAtoi(ToAbsl(cell), &year) && year >= kFirstYear && year <= kLastYear) {
      ++rows_of[year];
    }
  }
  if (rows_of.empty()) {
    if (problems.empty()) problems.AddFile(shape.name, "year: no row names the year; --year does");
    return BadFolder(problems);
  }
  return std::max_element(rows_of.begin(), rows_of.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace probity::scenario

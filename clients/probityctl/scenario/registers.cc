#include "clients/probityctl/scenario/registers.h"

#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/scenario/cells.h"

namespace probity::scenario {
namespace {

constexpr size_t kLongestName = 200;
constexpr size_t kLongestMemberName = 100;
constexpr size_t kLongestDistrict = 100;
constexpr size_t kLongestContact = 200;
constexpr int64_t kMostVisits = 1'000'000'000;

const std::vector<std::string_view>& Kinds() {
  static const std::vector<std::string_view> kinds = {"MEDICAL", "PHARMACY"};
  return kinds;
}

const std::vector<std::string_view>& Groups() {
  static const std::vector<std::string_view> groups = {"ADMINISTRATIVE", "HANDLING_AGENCY",
                                                       "EXPERT", "INSTITUTION"};
  return groups;
}

}  // namespace

InstitutionsById ReadInstitutions(const CsvTable& table, Problems& problems) {
  InstitutionsById institutions;
  for (const CsvRow& row : table.rows) {
    const Cells cells(table, row, problems);
    const auto id = cells.Id("institution_id");
    const auto name = cells.Text("name", kLongestName);
    const auto kind = cells.OneOf("kind", Kinds());
    const auto district = cells.Text("district", kLongestDistrict);
    const auto from = cells.Date("designated_from");
    if (!id) continue;
    if (institutions.contains(*id)) {
      cells.Bad("institution_id", absl::StrCat(*id, " stands in an earlier row already"));
      continue;
    }
    // Kept even if another cell is bad, so that the files that name it are not blamed for it.
    Institution& kept = institutions[*id];
    kept.id = *id;
    kept.name = name.value_or("");
    kept.kind =
        kind.value_or(0) == 0 ? policy::SubjectKind::kMedical : policy::SubjectKind::kPharmacy;
    kept.kind_known = kind.has_value();
    kept.district = district.value_or("");
    kept.designated_from = from.value_or(absl::CivilDay());
  }
  return institutions;
}

std::vector<Member> ReadMembers(const CsvTable& table, const InstitutionsById& institutions,
                                Problems& problems) {
  std::vector<Member> members;
  std::set<std::string> seen;
  for (const CsvRow& row : table.rows) {
    const Cells cells(table, row, problems);
    const auto member_no = cells.MemberNo("member_id");
    const auto name = cells.Text("name", kLongestMemberName);
    const auto group = cells.OneOf("group", Groups());
    const auto contact = cells.Text("contact", kLongestContact);
    const std::string affiliation(cells.Raw("affiliation"));
    if (!affiliation.empty() && !institutions.contains(affiliation)) {
      cells.Bad("affiliation", absl::StrCat(affiliation, " is not in institutions.csv"));
    }
    if (member_no && !seen.insert(*member_no).second) {
      cells.Bad("member_id", absl::StrCat(*member_no, " stands in an earlier row already"));
    }
    if (!member_no || !name || !group || !contact) continue;
    members.push_back({*member_no, *name, static_cast<int>(*group) + 1, affiliation, *contact});
  }
  return members;
}

std::vector<Budget> ReadBudgets(const CsvTable& table, const InstitutionsById& institutions,
                                int year, Problems& problems) {
  std::map<std::string, Budget> budgets;
  for (const CsvRow& row : table.rows) {
    const Cells cells(table, row, problems);
    const auto id = cells.Id("institution_id");
    const auto total = cells.Yuan("total_budget_yuan");
    const auto per_visit = cells.Yuan("per_visit_yuan");
    const auto visits = cells.Integer("planned_visits", 0, kMostVisits);
    cells.OneOf("year", {std::to_string(year)});
    if (!id) continue;
    if (!institutions.contains(*id)) {
      cells.Bad("institution_id", absl::StrCat(*id, " is not in institutions.csv"));
    } else if (budgets.contains(*id)) {
      cells.Bad("institution_id", absl::StrCat(*id, " has a budget in an earlier row already"));
    } else {
      budgets[*id] = {*id, total.value_or(0), per_visit.value_or(0), visits.value_or(0)};
    }
  }
  std::vector<Budget> rows;
  for (const auto& [id, institution] : institutions) {
    if (const auto found = budgets.find(id); found != budgets.end()) {
      rows.push_back(found->second);
    } else if (institution.kind_known && institution.kind == policy::SubjectKind::kMedical) {
      problems.AddFile(table.file, absl::StrCat("no row for ", id,
                                                "; every medical institution needs its budget"));
    }
  }
  return rows;
}

std::vector<Actual> ReadActuals(const CsvTable& table, const InstitutionsById& institutions,
                                int year, Problems& problems) {
  std::vector<Actual> actuals;
  std::set<std::string> seen;
  for (const CsvRow& row : table.rows) {
    const Cells cells(table, row, problems);
    const auto id = cells.Id("institution_id");
    const auto visits = cells.Integer("visits", 0, kMostVisits);
    const auto accepted = cells.Yuan("accepted_yuan");
    const auto emergency = cells.Yuan("emergency_in_suspension_yuan");
    const auto paid = cells.Yuan("prepaid_yuan");
    cells.OneOf("year", {std::to_string(year)});
    if (!id) continue;
    if (!institutions.contains(*id)) {
      cells.Bad("institution_id", absl::StrCat(*id, " is not in institutions.csv"));
    } else if (!seen.insert(*id).second) {
      cells.Bad("institution_id", absl::StrCat(*id, " stands in an earlier row already"));
    }
    actuals.push_back(
        {*id, visits.value_or(0), accepted.value_or(0), emergency.value_or(0), paid.value_or(0)});
  }
  return actuals;
}

}  // namespace probity::scenario

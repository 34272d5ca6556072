#include "clients/probityctl/scenario/cases.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/scenario/cells.h"
#include "common/policy/choose.h"
#include "common/policy/evaluate.h"

namespace probity::scenario {
namespace {

constexpr size_t kLongestRef = 64;
constexpr int64_t kMostFindings = 32;
constexpr int64_t kMostPoints = 1'000'000;

const policy::CatalogueItem* ItemOf(const CaseRules& rules, policy::SubjectKind kind,
                                    std::string_view code, absl::CivilDay day) {
  const policy::Policy* policy = policy::InForce(*rules.policies, kind, day);
  return policy == nullptr ? nullptr : policy::FindItem(*policy, code);
}

// What the committee may give: from the least value of the item (one instance, or the lower end of
// a range) to what was notified.
int64_t Floor(const policy::CatalogueItem& item, int64_t notified) {
  const bool lower_possible =
      policy::IsRange(item) || item.count_rule != policy::CountRule::kPerCase;
  return lower_possible ? std::min(item.points.min, notified) : notified;
}

struct Row {
  Case header;  // ref, institution, source, objection of this row
  Finding finding;
};

std::optional<Row> ReadRow(const Cells& cells, const InstitutionsById& institutions,
                           const CaseRules& rules) {
  const auto ref = cells.Text("case_ref", kLongestRef);
  const auto item = cells.Integer("item", 1, kMostFindings);
  const std::string institution(cells.Raw("institution_id"));
  const auto found = institutions.find(institution);
  if (found == institutions.end()) {
    cells.Bad("institution_id", absl::StrCat("\"", institution, "\" is not in institutions.csv"));
  }
  const auto source =
      cells.OneOf("source", {"SPECIAL_INSPECTION", "SPOT_CHECK", "ONLINE_MONITORING", "COMPLAINT"});
  const auto objection = cells.OneOf("objection", {"NONE", "FILED"});
  const auto end_date = cells.Date("violation_end_date");
  if (end_date && end_date->year() != rules.year) {
    cells.Bad("violation_end_date",
              absl::StrCat("lies in ", end_date->year(), ", not in ", rules.year));
  }
  const auto points = cells.Integer("points", 0, kMostPoints);
  const auto recovery = cells.Yuan("recovery_yuan");
  const std::string code(cells.Raw("violation_code"));
  if (found != institutions.end() && found->second.kind_known && end_date) {
    const auto* entry = ItemOf(rules, found->second.kind, code, *end_date);
    if (entry == nullptr) {
      cells.Bad("violation_code",
                absl::StrCat("\"", code, "\" is no code of the catalogue for ",
                             std::string(policy::SubjectKindName(found->second.kind))));
    } else if (points && !policy::Admits(*entry, *points)) {
      const policy::PointsRange range = policy::AdmittedPoints(*entry);
      cells.Bad("points", absl::StrCat(*points, " is outside the catalogue's range for ", code,
                                       ": ", range.min, " to ", range.max));
    }
  }
  if (!ref || !item || found == institutions.end() || !source || !objection || !end_date ||
      !points || !recovery) {
    return std::nullopt;
  }
  return Row{{*ref, institution, std::string(cells.Raw("source")), *objection == 1, {}, {}},
             {static_cast<int>(*item), code, *end_date, *points, *recovery}};
}

// True if the row agrees with the case's first row and adds a finding of its own.
bool Joins(const Cells& cells, const Case& known, const Row& row) {
  bool joins = true;
  const auto same = [&](bool equal, std::string_view column) {
    if (!equal) cells.Bad(column, "differs from the case's first row");
    joins = joins && equal;
  };
  same(known.institution_id == row.header.institution_id, "institution_id");
  same(known.source == row.header.source, "source");
  same(known.objected == row.header.objected, "objection");
  const auto same_item = [&](const Finding& finding) { return finding.item == row.finding.item; };
  if (std::any_of(known.findings.begin(), known.findings.end(), same_item)) {
    cells.Bad("item", absl::StrCat(row.finding.item, " stands in an earlier row of the case"));
    joins = false;
  }
  return joins;
}

constexpr std::string_view kDefaultReasons[] = {"R01", "R02", "R06", "R07"};

std::optional<Answer> ReadAnswer(const Cells& cells, const Finding& finding,
                                 const policy::CatalogueItem& item,
                                 const policy::Committee& committee) {
  const auto choice = cells.OneOf("choice", {"UPHOLD", "NOT_UPHOLD", "REMAND", "ABSTAIN"});
  if (!choice) return std::nullopt;
  Answer answer{static_cast<policy::BallotChoice>(*choice + 1), 0,
                std::string(cells.Raw("reason_code"))};
  if (answer.reason_code.empty()) answer.reason_code = kDefaultReasons[*choice];
  const auto code = std::find_if(
      committee.reason_codes.begin(), committee.reason_codes.end(),
      [&](const policy::ReasonCode& known) { return known.code == answer.reason_code; });
  if (code == committee.reason_codes.end()) {
    cells.Bad("reason_code", absl::StrCat("\"", answer.reason_code, "\" is no reason code"));
    return std::nullopt;
  }
  if (!code->choices.empty() &&
      std::find(code->choices.begin(), code->choices.end(), answer.choice) == code->choices.end()) {
    cells.Bad("reason_code", absl::StrCat(answer.reason_code, " does not go with ",
                                          std::string(cells.Raw("choice"))));
    return std::nullopt;
  }
  if (answer.choice != policy::BallotChoice::kUphold) {
    if (!cells.Raw("points").empty()) cells.Bad("points", "must be empty unless UPHOLD");
    return answer;
  }
  const auto points = cells.Integer("points", Floor(item, finding.points), finding.points);
  if (!points) return std::nullopt;
  answer.points = *points;
  return answer;
}

// An item may have a cap for all findings of a case together.
void CheckCaps(const CsvTable& table, const InstitutionsById& institutions, const CaseRules& rules,
               const Case& one, Problems& problems) {
  std::map<std::string, int64_t> points;
  for (const Finding& finding : one.findings) {
    const policy::CatalogueItem* item =
        ItemOf(rules, institutions.at(one.institution_id).kind, finding.code, finding.end_date);
    if (item == nullptr || item->cap_per_case == 0) continue;
    const int64_t before = points[finding.code];
    points[finding.code] += finding.points;
    if (before > item->cap_per_case || points[finding.code] <= item->cap_per_case) continue;
    problems.AddFile(table.file,
                     absl::StrCat("case ", one.ref, ": ", finding.code, " gives at most ",
                                  item->cap_per_case, " points in one case"));
  }
}

// A seat answers every finding of its case, and an objected case has at least one ballot.
void CheckComplete(const CsvTable& table, const std::vector<Case>& cases, Problems& problems) {
  for (const Case& one : cases) {
    if (one.objected && one.ballots.empty()) {
      problems.AddFile(table.file,
                       absl::StrCat("no ballot for ", one.ref, ", whose objection is FILED"));
    }
    for (const auto& [seat, answers] : one.ballots) {
      for (const Finding& finding : one.findings) {
        if (answers.contains(finding.item)) continue;
        problems.AddFile(table.file, absl::StrCat("case ", one.ref, ", seat ", seat,
                                                  ": no answer to item ", finding.item));
      }
    }
  }
}

}  // namespace

std::vector<Case> ReadCases(const CsvTable& table, const InstitutionsById& institutions,
                            const CaseRules& rules, Problems& problems) {
  std::vector<Case> cases;
  std::map<std::string, size_t> index;
  for (const CsvRow& csv_row : table.rows) {
    const Cells cells(table, csv_row, problems);
    const std::optional<Row> row = ReadRow(cells, institutions, rules);
    if (!row) continue;
    const auto [place, fresh] = index.try_emplace(row->header.ref, cases.size());
    if (fresh) cases.push_back(row->header);
    Case& known = cases[place->second];
    if (Joins(cells, known, *row)) known.findings.push_back(row->finding);
  }
  for (Case& one : cases) {
    std::sort(one.findings.begin(), one.findings.end(),
              [](const Finding& a, const Finding& b) { return a.item < b.item; });
    if (problems.empty() && one.findings.back().item != static_cast<int>(one.findings.size())) {
      problems.AddFile(table.file,
                       absl::StrCat("case ", one.ref, ": items must be 1 to n without a gap"));
    }
    CheckCaps(table, institutions, rules, one, problems);
  }
  return cases;
}

void ReadBallots(const CsvTable& table, const InstitutionsById& institutions,
                 const CaseRules& rules, std::vector<Case>& cases, Problems& problems) {
  std::map<std::string, Case*> by_ref;
  for (Case& one : cases) by_ref[one.ref] = &one;
  const int64_t found_before = problems.count();
  for (const CsvRow& csv_row : table.rows) {
    const Cells cells(table, csv_row, problems);
    const std::string ref(cells.Raw("case_ref"));
    const auto known = by_ref.find(ref);
    if (known == by_ref.end()) {
      cells.Bad("case_ref", absl::StrCat("\"", ref, "\" is not in cases.csv"));
      continue;
    }
    Case& one = *known->second;
    if (!one.objected) {
      cells.Bad("case_ref", absl::StrCat("the objection of ", ref, " is NONE; it has no ballots"));
      continue;
    }
    const auto item = cells.Integer("item", 1, kMostFindings);
    const auto finding = std::find_if(one.findings.begin(), one.findings.end(),
                                      [&](const Finding& f) { return item && f.item == *item; });
    if (item && finding == one.findings.end()) {
      cells.Bad("item", absl::StrCat("case ", ref, " has no item ", *item));
    }
    if (finding == one.findings.end()) continue;
    const policy::SubjectKind kind = institutions.at(one.institution_id).kind;
    const policy::Policy* policy = policy::InForce(*rules.policies, kind, finding->end_date);
    const auto* entry = ItemOf(rules, kind, finding->code, finding->end_date);
    if (policy == nullptr || entry == nullptr) continue;  // reported with the case
    const auto seat = cells.Integer("seat", 1, policy::PanelSize(policy->committee.quotas_first));
    const auto answer = ReadAnswer(cells, *finding, *entry, policy->committee);
    if (!seat || !answer) continue;
    if (!one.ballots[static_cast<int>(*seat)].emplace(finding->item, *answer).second) {
      cells.Bad("seat", absl::StrCat("seat ", *seat, " answered item ", finding->item,
                                     " in an earlier row already"));
    }
  }
  if (problems.count() == found_before) CheckComplete(table, cases, problems);
}

}  // namespace probity::scenario

#include "services/scoring/domain/finding.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

bool CountsInstances(const policy::CatalogueItem& item) {
  return item.count_rule != policy::CountRule::kPerCase;
}

std::string RangeText(const policy::CatalogueItem& item) {
  if (item.warning_only) return "0 (a warning)";
  const std::string one = IsRange(item) ? absl::StrCat(item.points.min, " to ", item.points.max)
                                        : absl::StrCat(item.points.default_points);
  return CountsInstances(item) ? absl::StrCat(one, " per instance") : one;
}

int64_t PointsOfCode(const CaseFile& file, std::string_view code) {
  int64_t sum = 0;
  for (const FindingFile& finding : file.findings) {
    if (finding.code == code) sum += finding.notified_points;
  }
  return sum;
}

size_t FactsBytes(const CaseFile& file) {
  size_t sum = 0;
  for (const FindingFile& finding : file.findings) sum += finding.facts.size();
  return sum;
}

absl::Status CheckShape(const CaseFile& file, const FindingFile& finding, absl::CivilDay today) {
  FieldCheck check;
  check.Check(finding.item >= 1 && finding.item <= kMaxFindings, "finding.item", "1 to 32");
  check.Check(FindFinding(file, finding.item) == nullptr, "finding.item",
              "the case already has this item; remove it first");
  check.Check(static_cast<int32_t>(file.findings.size()) < kMaxFindings, "finding",
              "a case holds at most 32 findings");
  check.Check(finding.act_start <= finding.act_end, "finding.act_start_date",
              "not after act_end_date");
  check.Check(finding.act_end <= today, "finding.act_end_date", "not in the future");
  check.Check(finding.facts.size() <= kMaxFactsBytes, "finding.facts", "at most 2048 bytes");
  check.Check(FactsBytes(file) + finding.facts.size() <= kMaxFactsOfCaseBytes, "finding.facts",
              "the facts of all findings of a case hold at most 3072 bytes together");
  return check.Result();
}

// `file` is the case without the finding.
absl::Status CheckWorth(const NewFinding& added, const policy::CatalogueItem& item,
                        const CaseFile& file) {
  const FindingFile& finding = added.finding;
  PROBITY_RETURN_IF_ERROR(CheckGrounds(added.policy, item, finding, added.priors));
  PROBITY_RETURN_IF_ERROR(CheckCap(item, file, finding.notified_points));
  if (!finding.grounds.empty()) return absl::OkStatus();  // their reason is due in any case
  return CheckChoiceReason(item, finding.notified_points, finding.reason);
}

absl::Status CheckOfficer(const CaseFile& file, std::string_view person) {
  if (IsOfficer(file, person)) return absl::OkStatus();
  return Denied(Reason::k_NOT_AN_OFFICER_OF_THE_CASE,
                "only an officer of the case may change its findings; 非本案承办人");
}

}  // namespace

absl::StatusOr<const policy::CatalogueItem*> ItemFor(const policy::Policy& policy,
                                                     const std::vector<policy::Policy>& others,
                                                     std::string_view code) {
  const policy::CatalogueItem* item = FindItem(policy, code);
  if (item != nullptr) {
    const auto& kinds = item->kinds;
    if (std::find(kinds.begin(), kinds.end(), policy.subject_kind) != kinds.end()) return item;
  }
  const bool known = item != nullptr || std::any_of(others.begin(), others.end(), [&](auto& other) {
                       return FindItem(other, code) != nullptr;
                     });
  if (known) {
    return Precondition(Reason::k_G3_WRONG_KIND,
                        absl::StrCat(ToAbsl(code), " is no item for a subject of kind ",
                                     ToAbsl(policy::SubjectKindName(policy.subject_kind)),
                                     "; 违规项目与主体类别不符"),
                        {{"violation_code", std::string(code)}});
  }
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_UNKNOWN_VIOLATION_CODE,
                absl::StrCat("the catalogue in force on the act's end date has no item ",
                             ToAbsl(code), "; 目录中无此项目"),
                {{"violation_code", std::string(code)}});
}

absl::CivilDay LimitationEnd(const policy::Policy& policy, const policy::CatalogueItem& item,
                             absl::CivilDay act_end, bool safety_harmed) {
  const int32_t usual = item.limitation_years > 0 ? item.limitation_years : policy.limitation_years;
  const int32_t years = safety_harmed ? std::max(usual, policy.limitation_years_if_harm) : usual;
  const absl::CivilDay same(act_end.year() + years, act_end.month(), act_end.day());
  // CivilDay turns 29 February of a common year into 1 March.
  return same.month() == act_end.month() ? same : same - 1;
}

absl::Status CheckLimitation(const policy::Policy& policy, const policy::CatalogueItem& item,
                             absl::CivilDay act_end, absl::CivilDay opened, bool safety_harmed) {
  const absl::CivilDay last = LimitationEnd(policy, item, act_end, safety_harmed);
  if (opened <= last) return absl::OkStatus();
  return Precondition(
      Reason::k_G4_LIMITATION,
      absl::StrCat("the act ended on ", absl::FormatCivilTime(act_end),
                   "; it could be taken up until ", absl::FormatCivilTime(last),
                   ", the case was opened on ", absl::FormatCivilTime(opened), "; 已过追责时效"));
}

absl::Status CheckPoints(const policy::CatalogueItem& item, int64_t points) {
  policy::CatalogueItem uncapped = item;
  uncapped.cap_per_case = 0;
  const bool admitted = Admits(item, points) || Admits(uncapped, points);
  const bool fits =
      item.warning_only ? points == 0 : points > 0 && points <= kMaxFindingPoints && admitted;
  if (fits) return absl::OkStatus();
  return Precondition(
      Reason::k_POINTS_OUT_OF_RANGE,
      absl::StrCat(item.code, " gives ", RangeText(item), ", not ", points, "; 记分不在目录范围内"),
      {{"violation_code", item.code}});
}

absl::Status CheckCap(const policy::CatalogueItem& item, const CaseFile& file, int64_t points) {
  if (item.cap_per_case == 0) return absl::OkStatus();
  const int64_t before = PointsOfCode(file, item.code);
  if (points <= item.cap_per_case - before) return absl::OkStatus();
  return Precondition(
      Reason::k_CAP_PER_CASE,
      absl::StrCat(item.code, " gives at most ", item.cap_per_case, " points in one case; ", before,
                   " are there already; "
                   "超过单案封顶分值"),
      {{"violation_code", item.code}});
}

absl::Status CheckChoiceReason(const policy::CatalogueItem& item, int64_t points,
                               std::string_view reason) {
  if (!IsRange(item) || CountsInstances(item)) return absl::OkStatus();
  if (points == item.points.default_points || !reason.empty()) return absl::OkStatus();
  return Precondition(
      Reason::k_G14_REASON_REQUIRED,
      absl::StrCat("a value chosen from the range of ", item.code, " other than ",
                   item.points.default_points, " needs a written reason; 自由裁量须写明理由"),
      {{"violation_code", item.code}});
}

absl::Status CheckRaisedPoints(const CaseFile& file, const NewFinding& raised) {
  PROBITY_ASSIGN_OR_RETURN(const policy::CatalogueItem* item,
                           ItemFor(raised.policy, raised.others, raised.finding.code));
  CaseFile without = file;
  std::erase_if(without.findings,
                [&](const FindingFile& other) { return other.item == raised.finding.item; });
  return CheckWorth(raised, *item, without);
}

absl::StatusOr<CaseFile> AddFinding(CaseFile file, const NewFinding& added, std::string_view person,
                                    absl::CivilDay today) {
  const FindingFile& finding = added.finding;
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kAddFinding));
  PROBITY_RETURN_IF_ERROR(CheckOfficer(file, person));
  PROBITY_RETURN_IF_ERROR(CheckShape(file, finding, today));
  PROBITY_ASSIGN_OR_RETURN(const policy::CatalogueItem* item,
                           ItemFor(added.policy, added.others, finding.code));
  PROBITY_RETURN_IF_ERROR(
      CheckLimitation(added.policy, *item, finding.act_end, file.opened, finding.safety_harmed));
  PROBITY_RETURN_IF_ERROR(CheckWorth(added, *item, file));
  const auto place =
      std::find_if(file.findings.begin(), file.findings.end(),
                   [&](const FindingFile& other) { return other.item > finding.item; });
  file.findings.insert(place, finding);
  file.state = CaseState::kInvestigating;
  return file;
}

absl::StatusOr<CaseFile> RemoveFinding(CaseFile file, int32_t item, std::string_view person) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRemoveFinding));
  PROBITY_RETURN_IF_ERROR(CheckOfficer(file, person));
  const auto found = std::find_if(file.findings.begin(), file.findings.end(),
                                  [&](const FindingFile& f) { return f.item == item; });
  if (found == file.findings.end()) {
    return NotFound(Reason::k_UNKNOWN_FINDING,
                    absl::StrCat("the case has no finding ", item, "; 无此违规项"));
  }
  file.findings.erase(found);
  file.state = CaseState::kInvestigating;
  return file;
}

}  // namespace probity::scoring

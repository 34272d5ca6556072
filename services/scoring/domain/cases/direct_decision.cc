#include "services/scoring/domain/cases/direct_decision.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

absl::Status CheckOne(const CaseFile& file, const DirectFinding& one) {
  const FindingFile* finding = FindFinding(file, one.item);
  if (finding == nullptr || !IsUndecided(*finding)) {
    return NotFound(Reason::k_UNKNOWN_FINDING,
                    absl::StrCat("finding ", one.item, " is not among the undecided; 无此违规项"));
  }
  if (one.points > finding->notified_points) {
    return Precondition(
        Reason::k_G8_HEAVIER_THAN_NOTIFIED,
        absl::StrCat("finding ", one.item, ": ", one.points, " points are heavier than the ",
                     finding->notified_points, " notified; 不得重于告知内容"));
  }
  const bool upheld = one.verdict == FindingVerdict::kUpheld;
  const bool decided = upheld || one.verdict == FindingVerdict::kNotUpheld;
  FieldCheck check;
  check.Check(decided, absl::StrCat("findings[", one.item, "].verdict"), "UPHELD or NOT_UPHELD");
  check.Check(one.points >= 0 && (upheld || one.points == 0),
              absl::StrCat("findings[", one.item, "].points"), "not negative; 0 unless upheld");
  return check.Result();
}

absl::Status CheckAll(const CaseFile& file, const std::vector<DirectFinding>& findings) {
  std::map<int32_t, int> answers;
  for (const DirectFinding& one : findings) {
    PROBITY_RETURN_IF_ERROR(CheckOne(file, one));
    ++answers[one.item];
  }
  FieldCheck check;
  for (const FindingFile& finding : file.findings) {
    if (!IsUndecided(finding)) continue;
    check.Check(answers[finding.item] == 1, absl::StrCat("findings[", finding.item, "]"),
                "every undecided finding is answered once");
  }
  return check.Result();
}

}  // namespace

absl::StatusOr<CaseFile> DecideWithoutCommittee(CaseFile file,
                                                const std::vector<DirectFinding>& findings,
                                                const std::vector<PastHearing>& hearings,
                                                int32_t screenings_per_case,
                                                std::string_view person) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kDecideWithoutCommittee));
  PROBITY_RETURN_IF_ERROR(
      CheckNotOfficer(file, person,
                      "the decision is taken by somebody who did not investigate; "
                      "承办人不得作出决定"));
  if (!IsAtLimit(hearings, screenings_per_case)) {
    return Precondition(Reason::k_COMMITTEE_FIRST,
                        absl::StrCat("the committee judges this case until ", screenings_per_case,
                                     " panels have been tried; 须先经会审"));
  }
  PROBITY_RETURN_IF_ERROR(CheckAll(file, findings));
  for (const DirectFinding& one : findings) {
    const auto found = std::find_if(file.findings.begin(), file.findings.end(),
                                    [&](const FindingFile& f) { return f.item == one.item; });
    found->verdict = one.verdict;
    found->judged_points = one.points;
  }
  file.attention.clear();
  file.state = CaseState::kJudged;
  return file;
}

}  // namespace probity::scoring

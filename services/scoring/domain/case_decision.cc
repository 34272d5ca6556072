#include "services/scoring/domain/case_decision.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

absl::Status Heavier(std::string_view what, int64_t final_points, int64_t notified) {
  return Precondition(
      Reason::k_G8_HEAVIER_THAN_NOTIFIED,
      absl::StrCat(ToAbsl(what), ": ", final_points, " points are heavier than the ", notified,
                   " notified; a new notice would be due; "
                   "不得重于告知内容"));
}

absl::Status CheckLowered(const CaseFile& file, const Confirmation& confirmation) {
  FieldCheck check;
  for (const auto& [item, points] : confirmation.lowered) {
    if (FindFinding(file, item) == nullptr) {
      return NotFound(Reason::k_UNKNOWN_FINDING,
                      absl::StrCat("the case has no finding ", item, "; 无此违规项"));
    }
    check.Check(points >= 0, absl::StrCat("lowered[", item, "].points"), "not negative");
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (!confirmation.lowered.empty() && confirmation.reason.empty()) {
    return Precondition(Reason::k_G14_REASON_REQUIRED,
                        "points are lowered with a written reason; 调减须写明理由");
  }
  return absl::OkStatus();
}

// What the committee, or else the notice, and then the version of the policy leave of a finding.
int64_t PointsBefore(const FindingFile& finding, const Confirmation& confirmation) {
  const int64_t judged = finding.judged_points.value_or(finding.notified_points);
  return PointsUnder(*confirmation.choice.chosen, confirmation.noted_under, finding, judged);
}

absl::StatusOr<int64_t> FinalPoints(const FindingFile& finding, const Confirmation& confirmation) {
  const int64_t before = PointsBefore(finding, confirmation);
  const auto lowered = confirmation.lowered.find(finding.item);
  if (lowered == confirmation.lowered.end()) return before;
  if (lowered->second > before) {
    return Heavier(absl::StrCat("finding ", finding.item), lowered->second, before);
  }
  return lowered->second;
}

Decision DecisionOf(const CaseFile& file) {
  const auto none_upheld =
      std::all_of(file.findings.begin(), file.findings.end(),
                  [](const FindingFile& f) { return f.verdict == FindingVerdict::kNotUpheld; });
  // Warnings are notified with 0 points, so 0 alone does not mean that nothing was found.
  if (none_upheld || (file.final_points == 0 && file.notified_points > 0)) {
    return Decision::kDismissed;
  }
  const bool as_notified =
      std::all_of(file.findings.begin(), file.findings.end(), [](const FindingFile& f) {
        return f.final_points == f.notified_points && f.verdict != FindingVerdict::kNotUpheld;
      });
  return as_notified ? Decision::kConfirmed : Decision::kRevisedDown;
}

CaseState StateOf(Decision decision) {
  if (decision == Decision::kConfirmed) return CaseState::kConfirmed;
  if (decision == Decision::kDismissed) return CaseState::kDismissed;
  return CaseState::kRevisedDown;
}

std::string VersionText(const policy::Judgement& judgement, int32_t point_scale) {
  if (judgement.policy_sha256.empty()) return "—";
  return absl::StrCat(judgement.policy_sha256.substr(0, 12), ": ",
                      policy::PointsText(judgement.score.points, point_scale), " → ",
                      judgement.outcome.band_text, judgement.score.veto ? ", veto" : "");
}

}  // namespace

absl::Status CheckNotHeavier(const CaseFile& file) {
  int64_t sum = 0;
  for (const FindingFile& finding : file.findings) {
    sum += finding.final_points;
    if (finding.final_points > finding.notified_points) {
      return Heavier(absl::StrCat("finding ", finding.item), finding.final_points,
                     finding.notified_points);
    }
  }
  if (sum > file.notified_points) return Heavier("the case", sum, file.notified_points);
  return absl::OkStatus();
}

absl::CivilDay ViolationEnd(const CaseFile& file) {
  absl::CivilDay last = absl::CivilDay::min();
  for (const FindingFile& finding : file.findings) last = std::max(last, finding.act_end);
  return last;
}

std::vector<policy::CountedItem> CountedItems(const CaseFile& file, const policy::Policy& policy) {
  std::vector<policy::CountedItem> items;
  for (const FindingFile& finding : file.findings) {
    const int64_t points = PointsAtStake(file, finding);
    const policy::CatalogueItem* item = FindItem(policy, finding.code);
    if (points == 0 || item == nullptr) continue;
    policy::CountedItem counted;
    counted.code = finding.code;
    if (item->count_rule != policy::CountRule::kPerCase && item->points.default_points > 0) {
      counted.count =
          static_cast<int32_t>(std::max<int64_t>(1, points / item->points.default_points));
    } else if (IsRange(*item)) {
      counted.chosen = points;
    }
    items.push_back(std::move(counted));
  }
  return items;
}

int64_t PointsUnder(const policy::Policy& chosen, const policy::Policy& noted_under,
                    const FindingFile& finding, int64_t points) {
  if (chosen.sha256 == noted_under.sha256) return points;
  const policy::CatalogueItem* now = FindItem(chosen, finding.code);
  const policy::CatalogueItem* then = FindItem(noted_under, finding.code);
  if (now == nullptr || now->warning_only) return 0;
  if (then == nullptr || then->count_rule == policy::CountRule::kPerCase ||
      then->points.default_points == 0) {
    return std::min(points, AdmittedPoints(*now).max);
  }
  const int64_t instances = points / then->points.default_points;
  const int64_t most = AdmittedPoints(*now).max;
  return std::min({points, instances * now->points.max, most});
}

std::string ChoiceText(const policy::VersionChoice& choice, int32_t point_scale) {
  const std::string then = VersionText(choice.by_violation_date, point_scale);
  const std::string now = VersionText(choice.by_decision_date, point_scale);
  return absl::StrCat("从旧兼从轻：行为时 ", then, "；决定时 ", now, "；适用 ",
                      choice.chosen->sha256.substr(0, 12), " / version by violation date ", then,
                      "; by decision date ", now, "; applied ", choice.chosen->sha256.substr(0, 12),
                      " ", ToAbsl(policy::ChoiceReasonName(choice.reason)));
}

absl::StatusOr<CaseFile> ConfirmCase(CaseFile file, const Confirmation& confirmation) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kConfirmCase));
  PROBITY_RETURN_IF_ERROR(CheckLowered(file, confirmation));
  file.final_points = 0;
  for (FindingFile& finding : file.findings) {
    PROBITY_ASSIGN_OR_RETURN(finding.final_points, FinalPoints(finding, confirmation));
    file.final_points += finding.final_points;
  }
  PROBITY_RETURN_IF_ERROR(CheckNotHeavier(file));
  file.decision = DecisionOf(file);
  file.decision_reason = confirmation.reason;
  file.decided = confirmation.today;
  file.policy_sha256 = confirmation.choice.chosen->sha256;
  file.policy_choice = ChoiceText(confirmation.choice, confirmation.choice.chosen->point_scale);
  file.state = StateOf(file.decision);
  return file;
}

absl::StatusOr<CaseFile> RecordDecisionService(CaseFile file, const Service& service,
                                               absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRecordDecisionService));
  PROBITY_RETURN_IF_ERROR(CheckService(service, *file.decided, today));
  file.effective = service.served;
  file.state = CaseState::kEffective;
  return file;
}

}  // namespace probity::scoring

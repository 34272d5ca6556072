#include "services/scoring/domain/case_decision.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/money/money.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

constexpr int64_t kMaxInstances = 1000000;

absl::Status Heavier(std::string_view what, int64_t final_points, int64_t notified) {
  return Precondition(
      Reason::k_G8_HEAVIER_THAN_NOTIFIED,
      absl::StrCat(ToAbsl(what), ": ", final_points, " points are heavier than the ", notified,
                   " notified; a new notice would be due; "
                   "不得重于告知内容"));
}

absl::Status MoreMoney(const FindingFile& finding, int64_t final_fen) {
  return Precondition(
      Reason::k_G8_HEAVIER_THAN_NOTIFIED,
      absl::StrCat("finding ", finding.item, ": a recovery of ",
                   ToAbsl(money::FormatYuan(final_fen)), " yuan is more than the ",
                   ToAbsl(money::FormatYuan(finding.recovery_fen)),
                   " notified; a new notice would be due; 追回金额不得高于告知金额"));
}

// `what` is the field, `of_item` what it says of each item.
absl::Status CheckLoweredItems(const CaseFile& file, std::string_view what,
                               const std::map<int32_t, int64_t>& of_item) {
  FieldCheck check;
  for (const auto& [item, value] : of_item) {
    if (FindFinding(file, item) == nullptr) {
      return NotFound(Reason::k_UNKNOWN_FINDING,
                      absl::StrCat("the case has no finding ", item, "; 无此违规项"));
    }
    check.Check(value >= 0, absl::StrCat(ToAbsl(what), "[", item, "]"), "not negative");
  }
  return check.Result();
}

absl::Status CheckLowered(const CaseFile& file, const Confirmation& confirmation) {
  PROBITY_RETURN_IF_ERROR(CheckLoweredItems(file, "lowered", confirmation.lowered));
  PROBITY_RETURN_IF_ERROR(
      CheckLoweredItems(file, "lowered_recovery", confirmation.lowered_recovery));
  const bool lowers = !confirmation.lowered.empty() || !confirmation.lowered_recovery.empty();
  if (lowers && confirmation.reason.empty()) {
    return Precondition(Reason::k_G14_REASON_REQUIRED,
                        "points and recoveries are lowered with a written reason; "
                        "调减须写明理由");
  }
  return absl::OkStatus();
}

// What the committee, or else the notice, and then the version of the policy leave of a finding.
int64_t PointsBefore(const FindingFile& finding, const VersionGroup& version) {
  const int64_t judged = finding.judged_points.value_or(finding.notified_points);
  return PointsUnder(*version.choice.chosen, *version.noted_under, finding, judged);
}

absl::StatusOr<int64_t> FinalPoints(const FindingFile& finding, int64_t before,
                                    const Confirmation& confirmation) {
  const auto lowered = confirmation.lowered.find(finding.item);
  if (lowered == confirmation.lowered.end()) return before;
  if (lowered->second > before) {
    return Heavier(absl::StrCat("finding ", finding.item), lowered->second, before);
  }
  return lowered->second;
}

// A finding that brings no points brings no recovery.
absl::StatusOr<int64_t> FinalRecovery(const FindingFile& finding,
                                      const Confirmation& confirmation) {
  const auto lowered = confirmation.lowered_recovery.find(finding.item);
  const int64_t fen =
      lowered == confirmation.lowered_recovery.end() ? finding.recovery_fen : lowered->second;
  if (fen > finding.recovery_fen) return MoreMoney(finding, fen);
  return finding.final_points > 0 ? fen : 0;
}

const VersionGroup& VersionOf(const FindingFile& finding, const Confirmation& confirmation) {
  for (const VersionGroup& version : confirmation.versions) {
    const auto& items = version.items;
    if (std::find(items.begin(), items.end(), finding.item) != items.end()) return version;
  }
  return confirmation.versions.front();
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
        const bool same_sum = f.final_points == 0 || f.final_recovery_fen == f.recovery_fen;
        return f.final_points == f.notified_points && same_sum &&
               f.verdict != FindingVerdict::kNotUpheld;
      });
  return as_notified ? Decision::kConfirmed : Decision::kRevisedDown;
}

CaseState StateOf(Decision decision) {
  if (decision == Decision::kConfirmed) return CaseState::kConfirmed;
  if (decision == Decision::kDismissed) return CaseState::kDismissed;
  return CaseState::kRevisedDown;
}

// Whether the version that applies makes a veto of what stands of a finding (条例 40).
bool VetoStands(const FindingFile& finding, const VersionGroup& version) {
  return finding.verdict != FindingVerdict::kNotUpheld && finding.final_points > 0 &&
         IsVeto(*version.choice.chosen, finding);
}

std::string VersionText(const policy::Judgement& judgement, int32_t point_scale) {
  if (judgement.policy_sha256.empty()) return "—";
  return absl::StrCat(judgement.policy_sha256.substr(0, 12), ": ",
                      policy::PointsText(judgement.score.points, point_scale), " → ",
                      judgement.outcome.band_text, judgement.score.veto ? ", veto" : "");
}

// The findings as a policy counts them, at the points at stake; those without points are left out.
std::vector<policy::CountedItem> CountedItems(const CaseFile& file,
                                              const std::vector<FindingFile>& findings,
                                              const policy::Policy& policy) {
  std::vector<policy::CountedItem> items;
  for (const FindingFile& finding : findings) {
    const int64_t points = PointsAtStake(file, finding);
    const policy::CatalogueItem* item = FindItem(policy, finding.code);
    if (points == 0 || item == nullptr) continue;
    policy::CountedItem counted;
    counted.code = finding.code;
    counted.fraud_intent = finding.fraud_intent;
    if (item->count_rule != policy::CountRule::kPerCase && item->points.default_points > 0) {
      const int64_t instances = points / item->points.default_points;
      counted.count = static_cast<int32_t>(std::clamp<int64_t>(instances, 1, kMaxInstances));
    } else if (IsRange(*item)) {
      counted.chosen = std::clamp(points, item->points.min, item->points.max);
    }
    items.push_back(std::move(counted));
  }
  return items;
}

std::vector<int32_t> ItemsOf(const std::vector<FindingFile>& findings) {
  std::vector<int32_t> items;
  for (const FindingFile& finding : findings) items.push_back(finding.item);
  return items;
}

policy::Acts ActsOf(const CaseFile& file, const std::vector<FindingFile>& group,
                    const policy::Policy* noted_under, const YearBalances& balances) {
  policy::Acts acts;
  if (noted_under != nullptr) acts.items = CountedItems(file, group, *noted_under);
  const auto balance = balances.find(static_cast<int32_t>(group.back().act_end.year()));
  if (balance != balances.end()) acts.other_points = balance->second;
  return acts;
}

std::string ChoiceTexts(const std::vector<VersionGroup>& versions) {
  std::vector<std::string> texts;
  for (const VersionGroup& version : versions) {
    const std::string items = absl::StrJoin(version.items, ",");
    texts.push_back(versions.size() == 1
                        ? ChoiceText(version.choice)
                        : absl::StrCat("[", items, "] ", ChoiceText(version.choice)));
  }
  return absl::StrJoin(texts, "\n");
}

}  // namespace

bool IsVeto(const policy::Policy& policy, const FindingFile& finding) {
  const policy::CatalogueItem* item = FindItem(policy, finding.code);
  return item != nullptr && (item->veto || (item->veto_if_fraud && finding.fraud_intent));
}

absl::Status CheckNotHeavier(const CaseFile& file) {
  int64_t sum = 0;
  for (const FindingFile& finding : file.findings) {
    sum += finding.final_points;
    if (finding.final_points > finding.notified_points) {
      return Heavier(absl::StrCat("finding ", finding.item), finding.final_points,
                     finding.notified_points);
    }
    const int64_t recovery = finding.final_recovery_fen.value_or(0);
    if (recovery > finding.recovery_fen) return MoreMoney(finding, recovery);
  }
  if (sum > file.notified_points) return Heavier("the case", sum, file.notified_points);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<VersionGroup>> ChooseVersions(
    const CaseFile& file, const std::vector<policy::Policy>& policies, policy::SubjectKind kind,
    const YearBalances& balances, absl::CivilDay decision_date) {
  std::vector<FindingFile> findings = file.findings;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& a, const auto& b) { return a.act_end < b.act_end; });
  std::vector<VersionGroup> groups;
  for (auto first = findings.begin(); first != findings.end();) {
    const policy::Policy* noted = InForce(policies, kind, first->act_end);
    const auto next = std::find_if(first, findings.end(), [&](const FindingFile& finding) {
      return InForce(policies, kind, finding.act_end) != noted;
    });
    const std::vector<FindingFile> group(first, next);
    PROBITY_ASSIGN_OR_RETURN(policy::VersionChoice choice,
                             ChooseVersion(policies, kind, group.back().act_end, decision_date,
                                           ActsOf(file, group, noted, balances)));
    groups.push_back({ItemsOf(group), noted, std::move(choice)});
    first = next;
  }
  return groups;
}

int64_t PointsUnder(const policy::Policy& chosen, const policy::Policy& noted_under,
                    const FindingFile& finding, int64_t points) {
  const policy::CatalogueItem* now = FindItem(chosen, finding.code);
  const policy::CatalogueItem* then = FindItem(noted_under, finding.code);
  if (now == nullptr || now->warning_only) return 0;
  if (chosen.sha256 == noted_under.sha256) return points;
  if (then == nullptr || then->count_rule == policy::CountRule::kPerCase ||
      then->points.default_points == 0) {
    return std::min(points, AdmittedPoints(*now).max);
  }
  // A mitigated instance may be worth less than one, and still is one.
  const int64_t instances = std::max<int64_t>(points / then->points.default_points, 1);
  const int64_t most = AdmittedPoints(*now).max;
  return std::min({points, instances * now->points.max, most});
}

std::string ChoiceText(const policy::VersionChoice& choice) {
  const int32_t scale = choice.chosen->point_scale;
  const std::string then = VersionText(choice.by_violation_date, scale);
  const std::string now = VersionText(choice.by_decision_date, scale);
  const std::string chosen = choice.chosen->sha256.substr(0, 12);
  return absl::StrCat("从旧兼从轻：行为时 ", then, "；决定时 ", now, "；适用 ", chosen,
                      " / version by violation date ", then, "; by decision date ", now,
                      "; applied ", chosen, " ", ToAbsl(policy::ChoiceReasonName(choice.reason)));
}

absl::StatusOr<CaseFile> ConfirmCase(CaseFile file, const Confirmation& confirmation) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kConfirmCase));
  PROBITY_RETURN_IF_ERROR(
      CheckNotOfficer(file, confirmation.person,
                      "the decision is taken by somebody who did not investigate; "
                      "承办人不得作出决定"));
  PROBITY_RETURN_IF_ERROR(CheckLowered(file, confirmation));
  file.final_points = 0;
  for (FindingFile& finding : file.findings) {
    const VersionGroup& version = VersionOf(finding, confirmation);
    const int64_t before = PointsBefore(finding, version);
    PROBITY_ASSIGN_OR_RETURN(finding.final_points, FinalPoints(finding, before, confirmation));
    PROBITY_ASSIGN_OR_RETURN(finding.final_recovery_fen, FinalRecovery(finding, confirmation));
    finding.policy_sha256 = version.choice.chosen->sha256;
    if (VetoStands(finding, version)) file.termination = TerminationProposal::kOpen;
    file.final_points += finding.final_points;
  }
  PROBITY_RETURN_IF_ERROR(CheckNotHeavier(file));
  file.decision = DecisionOf(file);
  file.decision_reason = confirmation.reason;
  file.decided = confirmation.today;
  file.policy_sha256 = confirmation.versions.back().choice.chosen->sha256;
  file.policy_choice = ChoiceTexts(confirmation.versions);
  file.state = StateOf(file.decision);
  return file;
}

absl::StatusOr<CaseFile> RecordDecisionService(CaseFile file, const DocumentService& service,
                                               absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRecordDecisionService));
  PROBITY_RETURN_IF_ERROR(CheckService(service, *file.decided, today));
  file.effective = service.served;
  file.state = CaseState::kEffective;
  return file;
}

}  // namespace probity::scoring

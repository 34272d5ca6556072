#include "common/policy/choose.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

// A released file is never edited, so a file without end is ended by the one that supersedes it.
bool Superseded(const std::vector<Policy>& policies, const Policy& policy, absl::CivilDay day) {
  return std::any_of(policies.begin(), policies.end(), [&](const Policy& other) {
    return !other.supersedes.empty() && other.supersedes == policy.sha256 &&
           other.subject_kind == policy.subject_kind && other.effective_from <= day;
  });
}

bool Covers(const std::vector<Policy>& policies, const Policy& policy, absl::CivilDay day) {
  return policy.effective_from <= day &&
         (!policy.effective_to.has_value() || day <= *policy.effective_to) &&
         !Superseded(policies, policy, day);
}

std::string DayText(absl::CivilDay day) {
  return absl::FormatCivilTime(day);
}

Judgement JudgeScore(const Policy& policy, const CaseScore& score, int64_t other_points) {
  int64_t total = 0;
  if (__builtin_add_overflow(score.points, other_points, &total)) total = score.points;
  return {policy.sha256, score, Evaluate(policy, total)};
}

absl::StatusOr<Judgement> Judge(const Policy& policy, const Acts& acts) {
  PROBITY_ASSIGN_OR_RETURN(const CaseScore score, ScoreCase(policy, acts.items));
  return JudgeScore(policy, score, acts.other_points);
}

// The same findings in the words of another version.
std::vector<CountedItem> Restate(const Policy& policy, const std::vector<CountedItem>& items) {
  std::vector<CountedItem> restated;
  for (CountedItem finding : items) {
    const CatalogueItem* item = FindItem(policy, finding.code);
    if (item == nullptr) continue;
    if (finding.chosen.has_value()) {
      finding.chosen = std::clamp(*finding.chosen, item->points.min, item->points.max);
    }
    restated.push_back(std::move(finding));
  }
  return restated;
}

// Smaller is lighter.
auto Weight(const Judgement& judgement) {
  const Outcome& outcome = judgement.outcome;
  return std::tuple(judgement.score.veto || outcome.terminate, outcome.suspend_months_max,
                    -int64_t{outcome.rate_bp.value_or(0)},
                    -static_cast<int64_t>(outcome.grants.size()), judgement.score.points);
}

ChoiceReason Compare(const Judgement& before, const Judgement& now) {
  if (now.score.points == 0 && !now.score.veto && before.score.points > 0) {
    return ChoiceReason::kNoLongerPunished;
  }
  return Weight(now) < Weight(before) ? ChoiceReason::kNewLighter : ChoiceReason::kOldAsLight;
}

bool SameSharedItem(const CatalogueItem& a, const CatalogueItem& b) {
  return a.title == b.title && a.points == b.points && a.veto == b.veto &&
         a.count_rule == b.count_rule && a.cap_per_case == b.cap_per_case;
}

void CompareCatalogues(const Policy& a, const Policy& b, std::vector<FieldViolation>& findings) {
  for (const CatalogueItem& item : a.catalogue) {
    if (std::find(item.kinds.begin(), item.kinds.end(), b.subject_kind) == item.kinds.end()) {
      continue;
    }
    const CatalogueItem* other = FindItem(b, item.code);
    if (other == nullptr || !SameSharedItem(item, *other)) {
      findings.push_back(
          {b.file_name,
           absl::StrCat(item.code,
                        other == nullptr ? " is missing here, but " : " is not the same as in ",
                        a.file_name, other == nullptr ? " shares it" : "")});
    }
  }
}

}  // namespace

const Policy* InForce(const std::vector<Policy>& policies, SubjectKind kind, absl::CivilDay day) {
  const auto found = std::find_if(policies.begin(), policies.end(), [&](const Policy& policy) {
    return policy.subject_kind == kind && Covers(policies, policy, day);
  });
  return found == policies.end() ? nullptr : &*found;
}

absl::StatusOr<VersionChoice> ChooseVersion(const std::vector<Policy>& policies, SubjectKind kind,
                                            absl::CivilDay violation_end,
                                            absl::CivilDay decision_date, const Acts& acts) {
  const Policy* before = InForce(policies, kind, violation_end);
  if (before == nullptr) {
    return Precondition(Reason::k_POLICY_NOT_IN_FORCE,
                        absl::StrCat("no policy for ", ToAbsl(SubjectKindName(kind)),
                                     " was in force on ", DayText(violation_end)));
  }
  PROBITY_ASSIGN_OR_RETURN(const Judgement old_judgement, Judge(*before, acts));
  const Policy* now = InForce(policies, kind, decision_date);
  if (now == before || now == nullptr) {
    const ChoiceReason reason =
        now == nullptr ? ChoiceReason::kNoNewVersion : ChoiceReason::kSameVersion;
    return VersionChoice{before, reason, old_judgement, old_judgement};
  }
  PROBITY_ASSIGN_OR_RETURN(const Judgement new_judgement,
                           Judge(*now, Acts{Restate(*now, acts.items), acts.other_points}));
  const ChoiceReason reason = Compare(old_judgement, new_judgement);
  return VersionChoice{reason == ChoiceReason::kOldAsLight ? before : now, reason, old_judgement,
                       new_judgement};
}

absl::Status CheckNoOverlap(const std::vector<Policy>& policies) {
  std::vector<FieldViolation> findings;
  for (size_t i = 0; i < policies.size(); ++i) {
    for (size_t j = i + 1; j < policies.size(); ++j) {
      const Policy& a = policies[i];
      const Policy& b = policies[j];
      const absl::CivilDay later = std::max(a.effective_from, b.effective_from);
      if (a.subject_kind != b.subject_kind || !Covers(policies, a, later) ||
          !Covers(policies, b, later))
        continue;
      findings.push_back(
          {b.file_name, absl::StrCat("in force together with ", a.file_name, " on ", DayText(later),
                                     "; the later file must say that it supersedes the earlier")});
    }
  }
  if (findings.empty()) return absl::OkStatus();
  const std::string text = absl::StrCat(findings.front().field, ": ", findings.front().description);
  return WithDetail(absl::StatusCode::kFailedPrecondition, text,
                    {std::string(ReasonName(Reason::k_POLICY_OVERLAP)), {}, findings});
}

absl::Status CheckConsistent(const std::vector<Policy>& policies, absl::CivilDay day) {
  std::vector<const Policy*> in_force;
  for (const Policy& policy : policies) {
    if (Covers(policies, policy, day)) in_force.push_back(&policy);
  }
  std::vector<FieldViolation> findings;
  for (const Policy* policy : in_force) {
    if (!(policy->committee == in_force.front()->committee)) {
      findings.push_back({policy->file_name,
                          absl::StrCat("committee differs from ", in_force.front()->file_name)});
    }
    for (const Policy* other : in_force) {
      if (other != policy) CompareCatalogues(*policy, *other, findings);
    }
  }
  if (findings.empty()) return absl::OkStatus();
  std::string text;
  for (const FieldViolation& finding : findings) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", finding.field, ": ", finding.description);
  }
  return WithDetail(absl::StatusCode::kInvalidArgument, text,
                    {std::string(ReasonName(Reason::k_POLICY_INVALID)), {}, findings});
}

}  // namespace probity::policy

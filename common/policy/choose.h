// Which version of a policy applies to an act (从旧兼从轻, 处罚法 37), and the checks that hold
// between policies.
#ifndef PROBITY_COMMON_POLICY_CHOOSE_H_
#define PROBITY_COMMON_POLICY_CHOOSE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/evaluate.h"
#include "common/policy/policy.h"

namespace probity::policy {

// The policy of `kind` in force on `day`; nullptr if none. A policy ends with its effective_to, or
// on the day before one of `policies` begins that names its hash in `supersedes`: released files
// are never edited. Ranges never overlap (CheckNoOverlap).
const Policy* InForce(const std::vector<Policy>& policies, SubjectKind kind, absl::CivilDay day);

// What is judged: the findings of the case, and the points the subject already has this year.
struct Acts {
  std::vector<CountedItem> items;
  int64_t other_points = 0;
};

enum class ChoiceReason {
  kSameVersion,      // one version was in force on both days
  kNoNewVersion,     // none is in force on the day of decision: the old one applies
  kOldAsLight,       // the new one is no lighter
  kNewLighter,       // the new one is lighter
  kNoLongerPunished  // the new one gives no points for it
};
// "SAME_VERSION", ...
std::string_view ChoiceReasonName(ChoiceReason reason);

// One version's judgement: the points of the case and the standing they lead to.
struct Judgement {
  std::string policy_sha256;
  CaseScore score;
  Outcome outcome;  // of other_points + score.points
};

// Both judgements are kept so that the file can show them (G17).
struct VersionChoice {
  const Policy* chosen = nullptr;  // points into `policies`
  ChoiceReason reason = ChoiceReason::kSameVersion;
  Judgement by_violation_date;
  Judgement by_decision_date;
};

// Lighter means: no veto or termination instead of one; else fewer months of suspension; else a
// higher rate; else more qualifications kept; else fewer points. (The law says "lighter" without an
// order; this one is assumed.) A chosen value outside the other version's range counts as the
// nearest value inside it; a code the new version does not know is no longer punished.
// POLICY_NOT_IN_FORCE if no version was in force on violation_end; else as ScoreCase.
absl::StatusOr<VersionChoice> ChooseVersion(const std::vector<Policy>& policies, SubjectKind kind,
                                            absl::CivilDay violation_end,
                                            absl::CivilDay decision_date, const Acts& acts);

// POLICY_OVERLAP if two policies of one kind are in force on one day.
absl::Status CheckNoOverlap(const std::vector<Policy>& policies);

// POLICY_INVALID if policies in force on `day` differ in their committee section, or an item that
// several kinds share is missing in one of their files or differs there in title, points or veto.
absl::Status CheckConsistent(const std::vector<Policy>& policies, absl::CivilDay day);

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_CHOOSE_H_

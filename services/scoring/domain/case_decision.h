// Examination and confirmation (审查确认): from what was notified or judged to the final points,
// and from a served decision to its reversal.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASE_DECISION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASE_DECISION_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/choose.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/case_steps.h"

namespace probity::scoring {

// Whether a policy makes a veto of a finding, whatever its points: always, or with intent to
// defraud (条例 40).
bool IsVeto(const policy::Policy& policy, const FindingFile& finding);

// G8_HEAVIER_THAN_NOTIFIED if a finding's final points or recovery, or the sum of the points,
// exceed what the notice told (处罚法 45).
absl::Status CheckNotHeavier(const CaseFile& file);

// Findings of a case whose acts ended under one version of the policy, and the version that applies
// to them (G17, 处罚法 37).
struct VersionGroup {
  std::vector<int32_t> items;
  const policy::Policy* noted_under = nullptr;  // in force on the acts' end dates
  policy::VersionChoice choice;
};

// What the choice weighs beside the case: the points the institution has, by year.
using YearBalances = std::map<int32_t, int64_t>;

// One group for each version the acts ended under, by their dates; each is weighed together with
// the institution's other points of the year its last act ended in. The pointers point into
// `policies`. POLICY_NOT_IN_FORCE if an act ended under no version.
absl::StatusOr<std::vector<VersionGroup>> ChooseVersions(
    const CaseFile& file, const std::vector<policy::Policy>& policies, policy::SubjectKind kind,
    const YearBalances& balances, absl::CivilDay decision_date);

// What a finding's points come to under the chosen version: never more than before, 0 for a code
// the version does not know.
int64_t PointsUnder(const policy::Policy& chosen, const policy::Policy& noted_under,
                    const FindingFile& finding, int64_t points);

// One line of both evaluations, zh / en: which versions were compared, what each gives, which
// applies and why.
std::string ChoiceText(const policy::VersionChoice& choice);

struct Confirmation {
  std::map<int32_t, int64_t> lowered;           // by item: the director's points
  std::map<int32_t, int64_t> lowered_recovery;  // by item: the director's sum, in fen
  std::string reason;
  std::vector<VersionGroup> versions;  // of ChooseVersions
  absl::CivilDay today;
  std::string person;  // who decides
};

// The case in state CONFIRMED (all as notified), DISMISSED (nothing left) or REVISED_DOWN. The
// case's policy is that of its last act. A veto item that stands opens the proposal to end the
// designation (G20). Refuses WRONG_STATE, G7_NOTICE_FIRST, OFFICER_OF_THE_CASE
// (who investigated does not decide, 处罚法 57), UNKNOWN_FINDING, G14_REASON_REQUIRED,
// G8_HEAVIER_THAN_NOTIFIED.
absl::StatusOr<CaseFile> ConfirmCase(CaseFile file, const Confirmation& confirmation);

// The case in state EFFECTIVE from the day of service. See CheckService for refusals.
absl::StatusOr<CaseFile> RecordDecisionService(CaseFile file, const DocumentService& service,
                                               absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASE_DECISION_H_

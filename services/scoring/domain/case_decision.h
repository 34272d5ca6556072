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

// G8_HEAVIER_THAN_NOTIFIED if a finding's final points, or their sum, exceed what the notice told
// (处罚法 45).
absl::Status CheckNotHeavier(const CaseFile& file);

// The last day of the conduct of a case, which chooses the policy version (G17).
absl::CivilDay ViolationEnd(const CaseFile& file);

// The findings as a policy counts them, at the points at stake; findings without points are left
// out. `policy` is the version they were noted under.
std::vector<policy::CountedItem> CountedItems(const CaseFile& file, const policy::Policy& policy);

// What a finding's points come to under the chosen version: never more than before, 0 for a code
// the version does not know.
int64_t PointsUnder(const policy::Policy& chosen, const policy::Policy& noted_under,
                    const FindingFile& finding, int64_t points);

// One line of both evaluations, zh / en: which versions were compared, what each gives, which
// applies and why.
std::string ChoiceText(const policy::VersionChoice& choice, int32_t point_scale);

struct Confirmation {
  std::map<int32_t, int64_t> lowered;  // by item: the director's points
  std::string reason;
  const policy::VersionChoice& choice;
  const policy::Policy& noted_under;  // the version in force on the violation's end
  absl::CivilDay today;
};

// The case in state CONFIRMED (all as notified), DISMISSED (nothing left) or REVISED_DOWN. Refuses
// WRONG_STATE, G7_NOTICE_FIRST, UNKNOWN_FINDING, G14_REASON_REQUIRED, G8_HEAVIER_THAN_NOTIFIED.
absl::StatusOr<CaseFile> ConfirmCase(CaseFile file, const Confirmation& confirmation);

// The case in state EFFECTIVE from the day of service. See CheckService for refusals.
absl::StatusOr<CaseFile> RecordDecisionService(CaseFile file, const Service& service,
                                               absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASE_DECISION_H_

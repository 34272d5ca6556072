// What may interrupt the procedure before the decision: further evidence (退回补证), a heavier
// finding after the notice, suspension (中止) and termination (终止).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASES_SIDE_STEPS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASES_SIDE_STEPS_H_

#include <cstdint>
#include <map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// Back to the investigation. The notice is superseded and the statement made to it goes with it;
// what the committee decided stands. WRONG_STATE.
absl::StatusOr<CaseFile> RemandCase(CaseFile file, absl::CivilDay today);

// Something heavier was found after the notice, and must not be decided on without a new one
// (处罚法 45). With `raised` (points by item) a new notice is issued today; what the committee made
// of those findings is void. Without, the case goes back to the investigation as by RemandCase.
// Refuses WRONG_STATE, UNKNOWN_FINDING, NOT_HEAVIER, HEAVIER_THAN_REMEDY; the catalogue's ranges
// and caps are the caller's to check.
absl::StatusOr<CaseFile> RenewNotice(CaseFile file, const std::map<int32_t, int64_t>& raised,
                                     absl::CivilDay today);

// The same points told in a new notice, because they lead to a heavier measure than the last one
// was issued for (G8; what they lead to is the caller's to compare). What the committee made of the
// findings stands. WRONG_STATE.
absl::StatusOr<CaseFile> RenewNoticeOfEffect(CaseFile file, absl::CivilDay today);

// 中止 since today. A case before the committee comes back as objected, to be referred anew.
absl::StatusOr<CaseFile> SuspendCase(CaseFile file, absl::CivilDay today);

// Back to the state it left. `deadline` is the last day of the window that goes on, for a case
// suspended in its objection window (ResumedDeadline).
absl::StatusOr<CaseFile> ResumeCase(CaseFile file, std::optional<absl::CivilDay> deadline);

// The last day of a window suspended on `suspended` and resumed on `today`: as many days of the
// policy's unit as were left, the day of suspension among them, counted from the day after.
// BEYOND_CALENDAR.
absl::StatusOr<absl::CivilDay> ResumedDeadline(const policy::Policy& policy,
                                               const calendar::WorkCalendar& calendar,
                                               absl::CivilDay deadline, absl::CivilDay suspended,
                                               absl::CivilDay today);

// 终止.
absl::StatusOr<CaseFile> TerminateCase(CaseFile file);

// HEAVIER_THAN_REMEDY if the points or the money to be notified exceed what a remedy left of the
// case.
absl::Status CheckCeiling(const CaseFile& file);

// Puts the findings' points into a new notice of today and supersedes the one before.
CaseFile WithNewNotice(CaseFile file, absl::CivilDay today);

// The points a notice tells: what the committee did not uphold is told no more.
int64_t PointsToNotify(const CaseFile& file);

// Takes a case back before its notice; shared with ReopenCase.
CaseFile BackToInvestigation(CaseFile file, absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASES_SIDE_STEPS_H_

// The objection window (异议期): opened by service of the notice, ended by an objection, by a
// signed waiver or by the calendar.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_OBJECTION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_OBJECTION_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/case_steps.h"

namespace probity::scoring {

inline constexpr size_t kMaxDefenceBytes = 2048;

// Last day of the policy's deadline `key` that begins with `from`, which is not counted. See
// ObjectionDeadline for refusals.
absl::StatusOr<absl::CivilDay> DeadlineDay(const policy::Policy& policy, std::string_view key,
                                           const calendar::WorkCalendar& calendar,
                                           absl::CivilDay from);

// Last day of the window: the policy's deadline `objection`, counted from the day after `served`;
// it belongs to the window until 24:00. BEYOND_CALENDAR if the workdays of that time are not
// loaded; INTERNAL if the policy has no such deadline or counts it in a unit that has no days.
absl::StatusOr<absl::CivilDay> ObjectionDeadline(const policy::Policy& policy,
                                                 const calendar::WorkCalendar& calendar,
                                                 absl::CivilDay served);

// Opens the window. See CheckService for refusals.
absl::StatusOr<CaseFile> RecordNoticeService(CaseFile file, const DocumentService& service,
                                             absl::CivilDay deadline, absl::CivilDay today);

// True if the window is over and nobody has said so yet.
bool LapseDue(const CaseFile& file, absl::CivilDay today);

// The case after its window went by unused.
absl::StatusOr<CaseFile> Lapse(CaseFile file, absl::CivilDay today);

// OUTSIDE_OBJECTION_WINDOW once the last day is over, whether or not the lapse was recorded.
absl::Status CheckWindow(const CaseFile& file, absl::CivilDay today);

// Refuses as CheckWindow does, then WRONG_STATE; BAD_REQUEST without a defence or with one too
// long.
absl::StatusOr<CaseFile> FileObjection(CaseFile file, std::string_view defence,
                                       absl::CivilDay today);

// A waiver signed by the party, known by its number; ends the window early.
absl::StatusOr<CaseFile> RecordWaiver(CaseFile file, std::string_view waiver);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_OBJECTION_H_

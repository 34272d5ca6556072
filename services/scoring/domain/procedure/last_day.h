// Where a clock of the policy ends, by its key.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_LAST_DAY_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_LAST_DAY_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"

namespace probity::scoring {

// clocks::LastDay of the policy's deadline `key`; INTERNAL if the policy has no such deadline.
absl::StatusOr<absl::CivilDay> LastDayOf(const policy::Policy& policy, std::string_view key,
                                         const calendar::WorkCalendar& calendar,
                                         absl::CivilDay event);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_LAST_DAY_H_

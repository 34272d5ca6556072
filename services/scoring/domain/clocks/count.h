// How the last day of a clock is found.
//
// The day of the event is not counted (民法典 201). Workdays are those of the region's calendar;
// a month ends on the day of the same number, or on the month's last if there is none (民法典 202).
// Extensions are added to the period itself, then days of excluded spans are given back one for
// one, and a last day on a rest day moves to the next workday once, at the end (民法典 203). What
// must be done so long *before* an event is counted backwards, and a rest day there moves to the
// workday before, so that the party's time is never shortened (ASSUMED).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_COUNT_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_COUNT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/clocks/clock_file.h"

namespace probity::scoring::clocks {

// Last day, which belongs to the period until 24:00. A span that has not ended counts as if it had
// no days yet. BEYOND_CALENDAR if a day it depends on, or the last day itself, is not loaded (G24);
// INTERNAL for a deadline in hours or minutes, or one that says how early something may be done.
absl::StatusOr<Date> LastDay(const policy::Deadline& deadline,
                             const calendar::WorkCalendar& calendar, Date event,
                             const std::vector<Grant>& grants = {},
                             const std::vector<Span>& spans = {});

// What a clock whose last day lies beyond the calendar does.
enum class Beyond {
  kRefuse,  // G24: what the party is told must be known
  kWait,    // runs without a last day until the year is loaded; it cannot expire before
};

// The clock with its last day counted anew, and with the state that follows: held while a span goes
// on, running again if an overdue clock got time back on `today`. Refuses as LastDay does.
absl::StatusOr<ClockFile> Recount(ClockFile clock, const policy::Deadline& deadline,
                                  const calendar::WorkCalendar& calendar, Date today,
                                  Beyond beyond);

// The clock as it begins to run. `clock` names its subject, key and event.
absl::StatusOr<ClockFile> Begin(ClockFile clock, const policy::Deadline& deadline,
                                const calendar::WorkCalendar& calendar, Beyond beyond);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_COUNT_H_

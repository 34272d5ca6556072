// What people may do to a running clock: add time, or days that do not count; and what ends it.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CHANGE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CHANGE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/clocks/clock_file.h"

namespace probity::scoring::clocks {

// Everything a change is judged by, beside the clock.
struct Rules {
  const policy::Deadline& deadline;
  const calendar::WorkCalendar& calendar;
  Date today;
};

// Adds an extension. Each extension the policy lists may be granted once, in the listed order, up
// to its count; all together up to `extension_cap` (处罚法 60, Order 4 Art 14 and 45; the order
// ASSUMED). `grant.unit` and `grant.seq` follow from the policy; `granted` is today.
//   CLOCK_NOT_RUNNING       met, expired or cancelled
//   EXTENSION_TOO_LATE      its last day is over: what has run out is not extended
//   EXTENSION_NOT_ALLOWED   the policy knows no such extension, or not by this approver now
//   EXTENSION_CAP           more than the extension, or than all together may add
//   BEYOND_CALENDAR         its new last day would not be known
absl::StatusOr<ClockFile> Extend(ClockFile clock, Grant grant, const Rules& rules);

// Adds a span of days that are not counted; without a last day the clock is held until EndSpan.
//   CLOCK_NOT_RUNNING
//   EXCLUDED_SPAN_KIND      the policy does not exclude such spans from this clock
//   G21_EXCLUDED_SPAN       overlaps another, begins before the event or after the last day, ends
//                           before it begins, or lies in the future
absl::StatusOr<ClockFile> AddSpan(ClockFile clock, Span span, const Rules& rules);

// Ends the span of this kind that goes on: `last` is the last day that is not counted. Refuses as
// AddSpan does; G21_EXCLUDED_SPAN if none of the kind goes on.
absl::StatusOr<ClockFile> EndSpan(ClockFile clock, policy::ExcludedSpan kind, Date last,
                                  const Rules& rules);

// What suspension (中止) and resumption of a case do to a clock: neither the day of suspension nor
// that of resumption is counted (ASSUMED, as the day of any event, 民法典 201). A clock whose
// deadline the policy lets run on, and one that is not open, stays as it is.
absl::StatusOr<ClockFile> Suspend(ClockFile clock, Span span, const Rules& rules);
absl::StatusOr<ClockFile> Resume(ClockFile clock, const Rules& rules);

// What was owed is done on `day`. A clock met late was overdue the day before: if that was not yet
// reported, `reported` is set too, so that it does not depend on when the scheduler looked. A clock
// that is not open stays as it is.
ClockFile Meet(ClockFile clock, Date day);

// Its last day is over: overdue where only a report follows, else expired. CLOCK_NOT_RUNNING unless
// it is due on `today`.
absl::StatusOr<ClockFile> Expire(ClockFile clock, Date today);

// What it was for has ended. A clock that is not open stays as it is.
ClockFile Cancel(ClockFile clock);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CHANGE_H_

// Deadlines and clocks as the tests of this folder need them.
#ifndef PROBITY_TESTS_SERVICES_SCORING_DOMAIN_CLOCKS_CLOCK_RULES_H_
#define PROBITY_TESTS_SERVICES_SCORING_DOMAIN_CLOCKS_CLOCK_RULES_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"
#include "common/status/status.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/domain/clocks/count.h"

namespace probity::scoring::clocks {

using Day = absl::CivilDay;
using policy::TimeUnit;

inline const calendar::WorkCalendar& National() {
  static const calendar::WorkCalendar calendar = calendar::ShippedCalendar().value();
  return calendar;
}

inline policy::Deadline DeadlineOf(const std::string& key, int32_t count, TimeUnit unit,
                                   bool rolls = true) {
  policy::Deadline deadline;
  deadline.key = key;
  deadline.count = count;
  deadline.unit = unit;
  deadline.rolls_to_workday = rolls;
  return deadline;
}

// decide: 90 d, +30 by the head, +60 after collective discussion, together 90 at most.
inline policy::Deadline Decide() {
  policy::Deadline deadline = DeadlineOf("decide", 90, TimeUnit::kCalendarDay);
  deadline.extensions = {{30, TimeUnit::kCalendarDay, policy::ExtensionBy::kHead},
                         {60, TimeUnit::kCalendarDay, policy::ExtensionBy::kCollectiveDiscussion}};
  deadline.extension_cap = 90;
  deadline.excluded = {policy::ExcludedSpan::kAppraisal, policy::ExcludedSpan::kHearing,
                       policy::ExcludedSpan::kCaseSuspended};
  return deadline;
}

inline Span SpanOf(Day first, std::optional<Day> last,
                   policy::ExcludedSpan kind = policy::ExcludedSpan::kAppraisal) {
  Span span;
  span.kind = kind;
  span.first = first;
  span.last = last;
  span.reason = "委托鉴定";
  span.document = "鉴委〔2026〕1号";
  span.person = "officer-a";
  return span;
}

inline Grant GrantOf(policy::ExtensionBy by, int32_t count) {
  Grant grant;
  grant.by = by;
  grant.count = count;
  grant.person = "director";
  grant.reason = "案情复杂";
  grant.document = "延〔2026〕1号";
  return grant;
}

// A clock that began on `event`.
inline ClockFile Begun(const policy::Deadline& deadline, Day event,
                       Beyond beyond = Beyond::kRefuse) {
  ClockFile clock;
  clock.subject = OfCase("01HZZZZZZZZZZZZZZZZZZZZZZ1");
  clock.key = deadline.key;
  clock.event = event;
  return Begin(clock, deadline, National(), beyond).value();
}

inline std::string ReasonOf(const absl::Status& status) {
  return status.ok() ? "OK" : DetailOf(status).reason;
}

// "2026-10-08", or the reason of the refusal.
inline std::string Text(const absl::StatusOr<Date>& day) {
  return day.ok() ? absl::FormatCivilTime(*day) : ReasonOf(day.status());
}

}  // namespace probity::scoring::clocks

#endif  // PROBITY_TESTS_SERVICES_SCORING_DOMAIN_CLOCKS_CLOCK_RULES_H_

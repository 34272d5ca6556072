#include "services/scoring/domain/clocks/count.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::scoring::clocks {
namespace {

using calendar::WorkCalendar;
using policy::TimeUnit;

absl::Status Unusable(const policy::Deadline& deadline, std::string_view why) {
  return Refuse(
      absl::StatusCode::kInternal, Reason::k_INTERNAL,
      absl::StrCat("the policy's deadline `", deadline.key, "` has no last day: ", ToAbsl(why)));
}

absl::StatusOr<Date> Advance(const WorkCalendar& calendar, Date from, int32_t count, TimeUnit unit,
                             const policy::Deadline& deadline) {
  switch (unit) {
    case TimeUnit::kWorkday:
      return calendar.AddWorkdays(from, count);
    case TimeUnit::kCalendarDay:
      return from + count;
    case TimeUnit::kMonth:
      return calendar::MonthsAfter(from, count).last;
    case TimeUnit::kMinute:
    case TimeUnit::kHour:
      break;
  }
  return Unusable(deadline, "it is counted in hours or minutes");
}

// Months and workdays of the extensions are counted together with the deadline's own: 31 January
// and twice a month is 31 March, not 28.
absl::StatusOr<Date> Period(const policy::Deadline& deadline, const WorkCalendar& calendar,
                            Date event, const std::vector<Grant>& grants) {
  int32_t own = deadline.count;
  for (const Grant& grant : grants) own += grant.unit == deadline.unit ? grant.count : 0;
  PROBITY_ASSIGN_OR_RETURN(Date last, Advance(calendar, event, own, deadline.unit, deadline));
  for (const Grant& grant : grants) {
    if (grant.unit == deadline.unit) continue;
    PROBITY_ASSIGN_OR_RETURN(last, Advance(calendar, last, grant.count, grant.unit, deadline));
  }
  return last;
}

bool IsExcluded(const std::vector<Span>& spans, Date day) {
  return std::any_of(spans.begin(), spans.end(), [day](const Span& span) {
    return span.last.has_value() && span.Contains(day);
  });
}

// Whether the deadline counts such a day at all: a rest day within an excluded span is no day that
// a clock of workdays would have to get back.
absl::StatusOr<bool> IsCounted(const policy::Deadline& deadline, const WorkCalendar& calendar,
                               Date day) {
  if (deadline.unit != TimeUnit::kWorkday) return true;
  return calendar.IsWorkday(day);
}

absl::StatusOr<Date> GiveBack(const policy::Deadline& deadline, const WorkCalendar& calendar,
                              Date event, Date last, const std::vector<Span>& spans) {
  int64_t owed = 0;
  for (Date day = event + 1; !spans.empty() && day <= last; ++day) {
    if (!IsExcluded(spans, day)) continue;
    PROBITY_ASSIGN_OR_RETURN(const bool counted, IsCounted(deadline, calendar, day));
    owed += counted ? 1 : 0;
  }
  while (owed > 0) {
    ++last;
    if (IsExcluded(spans, last)) continue;
    PROBITY_ASSIGN_OR_RETURN(const bool counted, IsCounted(deadline, calendar, last));
    owed -= counted ? 1 : 0;
  }
  return last;
}

absl::StatusOr<Date> RollForward(const WorkCalendar& calendar, Date last,
                                 const std::vector<Span>& spans) {
  PROBITY_ASSIGN_OR_RETURN(last, calendar.NextWorkdayOnOrAfter(last));
  while (IsExcluded(spans, last)) {
    PROBITY_ASSIGN_OR_RETURN(last, calendar.FirstWorkdayAfter(last));
  }
  return last;
}

absl::StatusOr<Date> DayBefore(const policy::Deadline& deadline, const WorkCalendar& calendar,
                               Date event) {
  switch (deadline.unit) {
    case TimeUnit::kWorkday:
      return calendar.SubtractWorkdays(event, deadline.count);
    case TimeUnit::kCalendarDay:
      if (!deadline.rolls_to_workday) return event - deadline.count;
      return calendar.SubtractWorkdays(event - deadline.count, 0);
    case TimeUnit::kMonth: {
      const absl::CivilMonth month = absl::CivilMonth(event) - deadline.count;
      const Date same_number = Date(month) + (event.day() - 1);
      const Date day = std::min(same_number, Date(month + 1) - 1);
      if (!deadline.rolls_to_workday) return day;
      return calendar.SubtractWorkdays(day, 0);
    }
    case TimeUnit::kMinute:
    case TimeUnit::kHour:
      break;
  }
  return Unusable(deadline, "it is counted in hours or minutes");
}

absl::StatusOr<Date> DayAfter(const policy::Deadline& deadline, const WorkCalendar& calendar,
                              Date event, const std::vector<Grant>& grants,
                              const std::vector<Span>& spans) {
  PROBITY_ASSIGN_OR_RETURN(Date last, Period(deadline, calendar, event, grants));
  PROBITY_ASSIGN_OR_RETURN(last, GiveBack(deadline, calendar, event, last, spans));
  if (deadline.unit == TimeUnit::kWorkday || !deadline.rolls_to_workday) return last;
  return RollForward(calendar, last, spans);
}

bool HasOpenSpan(const ClockFile& clock) {
  return std::any_of(clock.spans.begin(), clock.spans.end(),
                     [](const Span& span) { return !span.last.has_value(); });
}

ClockState StateAfter(const ClockFile& clock, Date today) {
  if (HasOpenSpan(clock)) return ClockState::kHeld;
  const bool over = clock.last_day.has_value() && today > *clock.last_day;
  if (clock.state == ClockState::kOverdue && over) return ClockState::kOverdue;
  return ClockState::kRunning;
}

bool UsesWorkdays(const policy::Deadline& deadline) {
  return deadline.unit == TimeUnit::kWorkday || deadline.rolls_to_workday;
}

}  // namespace

absl::StatusOr<Date> LastDay(const policy::Deadline& deadline, const WorkCalendar& calendar,
                             Date event, const std::vector<Grant>& grants,
                             const std::vector<Span>& spans) {
  if (deadline.count < 1) return Unusable(deadline, "its count is not positive");
  if (deadline.limit == policy::Limit::kAtMostBefore) {
    return Unusable(deadline, "it says how early something may be done");
  }
  absl::StatusOr<Date> last = deadline.limit == policy::Limit::kAtLeastBefore
                                  ? DayBefore(deadline, calendar, event)
                                  : DayAfter(deadline, calendar, event, grants, spans);
  if (!last.ok()) return last;
  // Also where no rest day matters: a date in a year that is not loaded is nobody's to state.
  PROBITY_RETURN_IF_ERROR(calendar.KindOf(*last).status());
  return last;
}

absl::StatusOr<ClockFile> Recount(ClockFile clock, const policy::Deadline& deadline,
                                  const WorkCalendar& calendar, Date today, Beyond beyond) {
  clock.last_day.reset();
  clock.assumed = false;
  const absl::StatusOr<Date> last =
      LastDay(deadline, calendar, clock.event, clock.grants, clock.spans);
  if (last.ok()) {
    clock.last_day = *last;
    PROBITY_ASSIGN_OR_RETURN(const bool assumed, calendar.IsAssumed(*last));
    clock.assumed = assumed && UsesWorkdays(deadline);
  } else if (beyond == Beyond::kRefuse || !HasReason(last.status(), Reason::k_BEYOND_CALENDAR)) {
    return last.status();
  }
  clock.state = StateAfter(clock, today);
  return clock;
}

absl::StatusOr<ClockFile> Begin(ClockFile clock, const policy::Deadline& deadline,
                                const WorkCalendar& calendar, Beyond beyond) {
  clock.state = ClockState::kRunning;
  clock.on_expiry = deadline.on_expiry;
  const Date event = clock.event;
  return Recount(std::move(clock), deadline, calendar, event, beyond);
}

}  // namespace probity::scoring::clocks

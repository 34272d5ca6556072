// Civil dates in the bureau's zone, and periods of months.
#ifndef PROBITY_COMMON_CALENDAR_DATE_H_
#define PROBITY_COMMON_CALENDAR_DATE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace probity::calendar {

using Date = absl::CivilDay;

// The bureau's zone: Asia/Shanghai, which has been UTC+8 without summer time since 1992 and so
// needs no zone files.
absl::TimeZone BureauZone();

// A date as `YYYY-MM-DD`, years 0001 to 9999. INVALID_ARGUMENT for any other form and for a day
// that does not exist (2026-02-29).
absl::StatusOr<Date> ParseDate(std::string_view text);
std::string FormatDate(Date date);

// The civil date of a moment in the bureau's zone.
Date DateOf(absl::Time time);

// 00:00 of the date in the bureau's zone. A deadline "at the end of the day" is the start of the
// next one.
absl::Time StartOf(Date date);

// Both days belong to the period.
struct Period {
  Date first;
  Date last;
  bool Contains(Date date) const { return first <= date && date <= last; }
  bool operator==(const Period&) const = default;
};

// A period of `months` (at least 1) counted from an act of service: it starts the day after and
// ends with the day of the same number, or the month's last if there is none (民法典 201, 202).
// Served 2026-01-31, one month: 02-01 to 02-28. Its end does not roll over a rest day.
Period MonthsAfter(Date served, int months);

}  // namespace probity::calendar

#endif  // PROBITY_COMMON_CALENDAR_DATE_H_

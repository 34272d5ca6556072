// L3 of a statement: the days of a year an institution was designated, and suspended.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_DAYS_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_DAYS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "common/calendar/date.h"

namespace probity::settlement {

// 365 or 366.
int64_t DaysOfYear(int32_t year);

struct Designation {
  calendar::Date from;
  std::optional<calendar::Date> to;              // last day; absent while it lasts
  std::optional<calendar::Date> cancelled_from;  // first day without designation
  // Suspended at the institution's own request, in any order: no days of designation.
  std::vector<calendar::Period> voluntary = {};
};

struct CountedDays {
  int64_t year = 365;
  int64_t designated = 0;  // inside the year, less voluntary suspension; a cancellation ends it
  int64_t suspended = 0;   // of them, days of the ordered suspension; those of the next year are
                           // the next year's
  bool operator==(const CountedDays&) const = default;
};

CountedDays CountDays(int32_t year, const Designation& designation,
                      const std::optional<calendar::Period>& suspension);
// The same with any number of suspensions, in any order; a day that several cover counts once.
CountedDays CountDays(int32_t year, const Designation& designation,
                      std::vector<calendar::Period> suspensions);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_DAYS_H_

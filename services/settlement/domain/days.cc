#include "services/settlement/domain/days.h"

#include <algorithm>
#include <utility>

namespace probity::settlement {
namespace {

using calendar::Date;
using calendar::Period;

int64_t Length(const Period& period) {
  return std::max<int64_t>(0, period.last - period.first + 1);
}

Period Intersect(const Period& a, const Period& b) {
  return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

}  // namespace

int64_t DaysOfYear(int32_t year) {
  return Date(year + 1, 1, 1) - Date(year, 1, 1);
}

CountedDays CountDays(int32_t year, const Designation& designation,
                      const std::optional<Period>& suspension) {
  std::vector<Period> suspensions;
  if (suspension.has_value()) suspensions.push_back(*suspension);
  return CountDays(year, designation, std::move(suspensions));
}

CountedDays CountDays(int32_t year, const Designation& designation,
                      std::vector<Period> suspensions) {
  const Period whole_year{Date(year, 1, 1), Date(year, 12, 31)};
  Period designated{designation.from, designation.to.value_or(whole_year.last)};
  if (designation.cancelled_from.has_value()) {
    designated.last = std::min(designated.last, *designation.cancelled_from - 1);
  }
  designated = Intersect(designated, whole_year);
  CountedDays days{DaysOfYear(year), Length(designated), 0};
  std::sort(suspensions.begin(), suspensions.end(),
            [](const Period& a, const Period& b) { return a.first < b.first; });
  Date counted_to = designated.first - 1;
  for (const Period& suspension : suspensions) {
    Period inside = Intersect(designated, suspension);
    inside.first = std::max(inside.first, counted_to + 1);
    days.suspended += Length(inside);
    counted_to = std::max(counted_to, inside.last);
  }
  return days;
}

}  // namespace probity::settlement

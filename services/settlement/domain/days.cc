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

// The days of `periods` inside `within`, as they overlap or not, each once.
std::vector<Period> Merged(std::vector<Period> periods, const Period& within) {
  std::sort(periods.begin(), periods.end(),
            [](const Period& a, const Period& b) { return a.first < b.first; });
  std::vector<Period> merged;
  for (const Period& period : periods) {
    Period inside = Intersect(within, period);
    if (!merged.empty()) inside.first = std::max(inside.first, merged.back().last + 1);
    if (inside.first <= inside.last) merged.push_back(inside);
  }
  return merged;
}

int64_t Total(const std::vector<Period>& apart) {
  int64_t days = 0;
  for (const Period& period : apart) days += Length(period);
  return days;
}

int64_t Common(const std::vector<Period>& some, const std::vector<Period>& others) {
  int64_t days = 0;
  for (const Period& one : some) {
    for (const Period& other : others) days += Length(Intersect(one, other));
  }
  return days;
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
  const std::vector<Period> own = Merged(designation.voluntary, designated);
  const std::vector<Period> ordered = Merged(std::move(suspensions), designated);
  return {DaysOfYear(year), Length(designated) - Total(own), Total(ordered) - Common(ordered, own)};
}

}  // namespace probity::settlement

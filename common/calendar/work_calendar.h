// Working days (工作日) as data: which days are worked in a region, and the deadlines counted in
// them.
//
// Monday to Friday are worked and weekends are not; the data lists the exceptions: public holidays
// and make-up workdays (调休上班), which are ordinary workdays and do not roll. Each clock of the
// procedure counts either workdays or calendar days, by its own law. The first day is never counted
// (民法典 201); a last calendar day on a rest day moves to the next workday (民法典 203).
//
// A date outside the loaded years is refused with BEYOND_CALENDAR, never guessed: the holidays of a
// year are decreed in the autumn before.
#ifndef PROBITY_COMMON_CALENDAR_WORK_CALENDAR_H_
#define PROBITY_COMMON_CALENDAR_WORK_CALENDAR_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/calendar/date.h"

namespace probity::calendar {

enum class DayKind {
  kWork,     // a day of Monday to Friday, or another day the data says is worked
  kRest,     // a weekend, or another day the data says is not worked
  kHoliday,  // 法定节假日 and the days joined to it
  kMakeup,   // a weekend worked instead of a day joined to a holiday
};

// "WORK", "REST", "HOLIDAY", "MAKEUP".
std::string_view DayKindName(DayKind kind);

// One exception to the rule of weekdays and weekends.
struct DayRow {
  Date date;
  DayKind kind = DayKind::kRest;
  std::string source;    // the notice that decrees it
  bool assumed = false;  // set before the notice was published
  int line = 0;          // of the file it came from, for messages; 0 = none
};

class WorkCalendar {
 public:
  // Rows in any order. They cover whole years, from the first to the last that has a row.
  // BAD_REQUEST for a year between without a row, two rows of one date, and a make-up day that is
  // no Saturday or Sunday; each is named by its date, and by file and line where a row has one.
  static absl::StatusOr<WorkCalendar> FromRows(std::vector<DayRow> rows,
                                               std::string_view file = {});

  // Text `date,kind,source,assumed` (header line, assumed is yes or no, no quoting; lines may end
  // as on Windows). BAD_REQUEST names every wrong line as `file:17: date`, or `line 17: date` of a
  // text without file.
  static absl::StatusOr<WorkCalendar> Parse(std::string_view csv, std::string_view file = {});

  // 1 January of the first and 31 December of the last year covered.
  Period covered() const { return {first_, first_ + static_cast<int64_t>(days_.size()) - 1}; }

  absl::StatusOr<DayKind> KindOf(Date date) const;
  absl::StatusOr<bool> IsWorkday(Date date) const;

  // True if the holidays of that date's year were assumed; what is computed from them may move.
  absl::StatusOr<bool> IsAssumed(Date date) const;

  // The n-th workday after `from`; 0 gives the first workday on or after `from`. n < 0 is
  // INVALID_ARGUMENT.
  absl::StatusOr<Date> AddWorkdays(Date from, int n) const;

  // n calendar days after `from` (n >= 0), moved to the next workday if it is a rest day.
  absl::StatusOr<Date> AddCalendarDays(Date from, int n) const;

  // The n-th workday before `from`, which is not counted; 0 gives the last workday on or before
  // `from`. n < 0 is INVALID_ARGUMENT. For what must be done so long before an event.
  absl::StatusOr<Date> SubtractWorkdays(Date from, int n) const;

  absl::StatusOr<Date> NextWorkdayOnOrAfter(Date date) const;
  absl::StatusOr<Date> FirstWorkdayAfter(Date date) const;

 private:
  struct Day {
    DayKind kind;
    bool assumed;
  };
  WorkCalendar(Date first, std::vector<Day> days) : first_(first), days_(std::move(days)) {}
  absl::StatusOr<Day> At(Date date) const;

  Date first_;
  std::vector<Day> days_;
};

// The data this build ships (policies/calendar/cn.csv): 2025 and 2026 as decreed by the State
// Council, 2027 and 2028 ASSUMED from the statutory feasts, without make-up days.
std::string_view ShippedCalendarText();
absl::StatusOr<WorkCalendar> ShippedCalendar();

// Parse of a file's content: the table of a region, instead of the shipped one. NOT_FOUND if it
// cannot be read.
absl::StatusOr<WorkCalendar> LoadCalendar(const std::string& path);

}  // namespace probity::calendar

#endif  // PROBITY_COMMON_CALENDAR_WORK_CALENDAR_H_

#include "common/calendar/work_calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "common/status/status.h"

namespace probity::calendar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

WorkCalendar Shipped() {
  return ShippedCalendar().value();
}

int Workdays(const WorkCalendar& calendar, Date from, Date end) {
  int count = 0;
  for (Date date = from; date < end; ++date) count += calendar.IsWorkday(date).value() ? 1 : 0;
  return count;
}

TEST(ShippedCalendar, IsTheFileOfTheRepository) {
  const WorkCalendar file =
      LoadCalendar(std::string(PROBITY_SOURCE_DIR) + "/policies/calendar/cn.csv").value();
  const WorkCalendar shipped = Shipped();
  ASSERT_EQ(file.covered(), shipped.covered());
  for (Date date = file.covered().first; date <= file.covered().last; ++date) {
    ASSERT_EQ(file.KindOf(date).value(), shipped.KindOf(date).value()) << FormatDate(date);
  }
}

TEST(ShippedCalendar, Has248WorkdaysIn2026) {
  const WorkCalendar calendar = Shipped();
  std::vector<int> months;
  for (int month = 1; month <= 12; ++month) {
    months.push_back(
        Workdays(calendar, Date(2026, month, 1), Date(absl::CivilMonth(2026, month) + 1)));
  }
  EXPECT_THAT(months, ElementsAre(21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23));
  EXPECT_EQ(Workdays(calendar, Date(2026, 1, 1), Date(2027, 1, 1)), 248);
}

TEST(ShippedCalendar, Has248WorkdaysIn2025) {
  // Counted by hand: weekdays of each month less its holidays plus its make-up days.
  const WorkCalendar calendar = Shipped();
  std::vector<int> months;
  for (int month = 1; month <= 12; ++month) {
    months.push_back(
        Workdays(calendar, Date(2025, month, 1), Date(absl::CivilMonth(2025, month) + 1)));
  }
  EXPECT_THAT(months, ElementsAre(19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23));
  EXPECT_EQ(Workdays(calendar, Date(2025, 1, 1), Date(2026, 1, 1)), 248);
}

TEST(ShippedCalendar, KnowsMakeupDaysAsWorkdays) {
  const WorkCalendar calendar = Shipped();
  for (const Date date :
       {Date(2025, 1, 26), Date(2025, 10, 11), Date(2026, 1, 4), Date(2026, 2, 14),
        Date(2026, 2, 28), Date(2026, 5, 9), Date(2026, 9, 20), Date(2026, 10, 10)}) {
    EXPECT_EQ(calendar.KindOf(date).value(), DayKind::kMakeup) << FormatDate(date);
    EXPECT_TRUE(calendar.IsWorkday(date).value()) << FormatDate(date);
  }
}

TEST(ShippedCalendar, MarksTheYearsWithoutANoticeAsAssumed) {
  const WorkCalendar calendar = Shipped();
  EXPECT_EQ(calendar.covered(), (Period{Date(2025, 1, 1), Date(2028, 12, 31)}));
  EXPECT_FALSE(calendar.IsAssumed(Date(2025, 6, 15)).value());
  EXPECT_FALSE(calendar.IsAssumed(Date(2026, 12, 31)).value());
  EXPECT_TRUE(calendar.IsAssumed(Date(2027, 1, 1)).value());
  EXPECT_TRUE(calendar.IsAssumed(Date(2027, 7, 15)).value());
  EXPECT_TRUE(calendar.IsAssumed(Date(2028, 12, 31)).value());
}

TEST(ShippedCalendar, AssumesThirteenWeekdaysOfHolidayAndNoMakeupDay) {
  // The thirteen statutory days fall on, or are moved to, weekdays; in 2028 mid-autumn is one of
  // the National Day's three.
  const WorkCalendar calendar = Shipped();
  for (const auto& [year, weekdays] : {std::pair{2027, 13}, std::pair{2028, 12}}) {
    int holidays = 0;
    for (Date date(year, 1, 1); date.year() == year; ++date) {
      const DayKind kind = calendar.KindOf(date).value();
      EXPECT_NE(kind, DayKind::kMakeup) << FormatDate(date);
      const auto weekday = absl::GetWeekday(date);
      const bool weekend = weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
      holidays += kind == DayKind::kHoliday && !weekend ? 1 : 0;
    }
    EXPECT_EQ(holidays, weekdays) << year;
  }
}

TEST(AddWorkdays, GivesTheGoldenDates) {
  const WorkCalendar calendar = Shipped();
  struct Case {
    Date from;
    int workdays;
    Date expected;
  };
  for (const Case& c : {
           Case{Date(2026, 2, 12), 5, Date(2026, 2, 26)},
           Case{Date(2026, 9, 18), 5, Date(2026, 9, 24)},
           Case{Date(2026, 9, 21), 7, Date(2026, 10, 8)},
           Case{Date(2026, 1, 3), 1, Date(2026, 1, 4)},    // a make-up Sunday
           Case{Date(2026, 12, 30), 5, Date(2027, 1, 7)},  // across the year
           Case{Date(2026, 2, 15), 0, Date(2026, 2, 24)},  // no day counted, only rolled
           Case{Date(2026, 3, 10), 0, Date(2026, 3, 10)},
       }) {
    EXPECT_EQ(FormatDate(calendar.AddWorkdays(c.from, c.workdays).value()), FormatDate(c.expected))
        << FormatDate(c.from) << " + " << c.workdays << " workdays";
  }
}

TEST(AddCalendarDays, GivesTheGoldenDates) {
  const WorkCalendar calendar = Shipped();
  struct Case {
    Date from;
    int days;
    Date expected;
  };
  for (const Case& c : {
           Case{Date(2026, 9, 2), 30, Date(2026, 10, 8)},
           Case{Date(2026, 7, 6), 90, Date(2026, 10, 8)},
           Case{Date(2026, 7, 6), 90 + 12, Date(2026, 10, 16)},
           Case{Date(2026, 4, 9), 30, Date(2026, 5, 9)},  // a make-up Saturday stays
           Case{Date(2026, 3, 2), 5, Date(2026, 3, 9)},   // Saturday rolls to Monday
           Case{Date(2026, 3, 2), 4, Date(2026, 3, 6)},
       }) {
    EXPECT_EQ(FormatDate(calendar.AddCalendarDays(c.from, c.days).value()), FormatDate(c.expected))
        << FormatDate(c.from) << " + " << c.days << " days";
  }
}

TEST(FirstWorkdayAfter, NeverIsTheDayItself) {
  const WorkCalendar calendar = Shipped();
  EXPECT_EQ(calendar.FirstWorkdayAfter(Date(2026, 3, 2)).value(), Date(2026, 3, 3));
  EXPECT_EQ(calendar.FirstWorkdayAfter(Date(2026, 2, 14)).value(), Date(2026, 2, 24));
  EXPECT_EQ(calendar.NextWorkdayOnOrAfter(Date(2026, 2, 14)).value(), Date(2026, 2, 14));
  EXPECT_EQ(calendar.NextWorkdayOnOrAfter(Date(2026, 2, 15)).value(), Date(2026, 2, 24));
}

TEST(WorkCalendar, RefusesToGuessBeyondItsYears) {
  const WorkCalendar calendar = Shipped();
  for (const absl::Status& status :
       {calendar.IsWorkday(Date(2029, 1, 1)).status(),
        calendar.IsWorkday(Date(2024, 12, 31)).status(), calendar.KindOf(Date(2029, 1, 1)).status(),
        calendar.IsAssumed(Date(2029, 1, 1)).status(),
        calendar.AddWorkdays(Date(2028, 12, 20), 30).status(),
        calendar.AddCalendarDays(Date(2028, 12, 1), 60).status(),
        calendar.NextWorkdayOnOrAfter(Date(2028, 12, 30)).status(),
        calendar.FirstWorkdayAfter(Date(2028, 12, 29)).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_TRUE(HasReason(status, Reason::k_BEYOND_CALENDAR)) << status;
  }
}

TEST(WorkCalendar, RefusesNegativeNumbers) {
  EXPECT_FALSE(Shipped().AddWorkdays(Date(2026, 3, 2), -1).ok());
  EXPECT_FALSE(Shipped().AddCalendarDays(Date(2026, 3, 2), -1).ok());
}

TEST(WorkCalendar, NamesEveryWrongLine) {
  const absl::Status status = WorkCalendar::Parse(
                                  "date,kind,source,assumed\n"
                                  "2026-02-29,HOLIDAY,notice,no\n"
                                  "2026-01-01,FEAST,notice,no\n"
                                  "2026-01-02,HOLIDAY,,maybe\n"
                                  "2026-01-03,HOLIDAY\n")
                                  .status();
  EXPECT_TRUE(HasReason(status, Reason::k_BAD_REQUEST));
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailOf(status).violations) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ElementsAre("line 2: date", "line 3: kind", "line 4: source",
                                  "line 4: assumed", "line 5"));
}

TEST(WorkCalendar, RefusesWhatWouldLeaveADayInDoubt) {
  EXPECT_FALSE(WorkCalendar::Parse("").ok());
  EXPECT_FALSE(WorkCalendar::Parse("date,kind,source,assumed\n").ok());
  EXPECT_FALSE(WorkCalendar::Parse("2026-01-01,HOLIDAY,notice,no\n").ok()) << "no header";
  const DayRow first{Date(2026, 1, 1), DayKind::kHoliday, "notice", false};
  DayRow again = first;
  again.kind = DayKind::kMakeup;
  EXPECT_THAT(std::string(WorkCalendar::FromRows({first, again}).status().message()),
              HasSubstr("2026-01-01"));
  DayRow later = first;
  later.date = Date(2028, 1, 1);
  EXPECT_THAT(std::string(WorkCalendar::FromRows({first, later}).status().message()),
              HasSubstr("2027"));
}

TEST(SubtractWorkdays, CountsBackFromAnEventThatIsNotCounted) {
  const WorkCalendar calendar = Shipped();
  struct Case {
    Date from;
    int workdays;
    Date expected;
  };
  for (const Case& c : {
           Case{Date(2026, 3, 13), 5, Date(2026, 3, 6)},
           Case{Date(2026, 3, 16), 1, Date(2026, 3, 13)},  // Monday: the Friday before
           Case{Date(2026, 2, 24), 1, Date(2026, 2, 14)},  // after the festival: a make-up Saturday
           Case{Date(2026, 10, 10), 1, Date(2026, 10, 9)},
           Case{Date(2026, 10, 12), 1, Date(2026, 10, 10)},  // a make-up Saturday is counted
           Case{Date(2026, 3, 14), 0, Date(2026, 3, 13)},
           Case{Date(2026, 2, 14), 0, Date(2026, 2, 14)},
           Case{Date(2026, 1, 5), 4, Date(2025, 12, 29)},  // over 01-04, a make-up Sunday
       }) {
    EXPECT_EQ(FormatDate(calendar.SubtractWorkdays(c.from, c.workdays).value()),
              FormatDate(c.expected))
        << FormatDate(c.from) << " - " << c.workdays << " workdays";
  }
  EXPECT_FALSE(calendar.SubtractWorkdays(Date(2026, 3, 2), -1).ok());
  EXPECT_TRUE(HasReason(calendar.SubtractWorkdays(Date(2025, 1, 3), 5).status(),
                        Reason::k_BEYOND_CALENDAR));
}

TEST(WorkCalendar, NamesFileAndLineOfARowThatContradictsAnother) {
  const absl::Status status = WorkCalendar::Parse(
                                  "date,kind,source,assumed\n"
                                  "2026-01-01,HOLIDAY,notice,no\n"
                                  "2026-01-04,MAKEUP,notice,no\n"
                                  "2026-01-05,MAKEUP,notice,no\n"
                                  "2026-01-01,REST,notice,no\n"
                                  "2028-01-01,HOLIDAY,notice,no\n",
                                  "local.csv")
                                  .status();
  EXPECT_TRUE(HasReason(status, Reason::k_BAD_REQUEST)) << status;
  std::vector<std::string> places;
  for (const FieldViolation& violation : DetailOf(status).violations) {
    places.push_back(violation.field);
  }
  EXPECT_THAT(places, ElementsAre("local.csv:5", "local.csv:4", "local.csv:6"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("2026-01-01 stands twice"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("2026-01-05 is a weekday"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("no row of 2027"));
}

TEST(WorkCalendar, ReadsAFileAsAnOfficePutsItDown) {
  const WorkCalendar calendar = WorkCalendar::Parse(
                                    "\xEF\xBB\xBF"
                                    "date,kind,source,assumed\r\n"
                                    "2026-01-01,HOLIDAY,notice,no\r\n",
                                    "local.csv")
                                    .value();
  EXPECT_EQ(calendar.KindOf(Date(2026, 1, 1)).value(), DayKind::kHoliday);
}

TEST(WorkCalendar, LetsARegionHaveRestDaysOfItsOwn) {
  const WorkCalendar calendar =
      WorkCalendar::FromRows({{Date(2026, 6, 3), DayKind::kRest, "local notice", false},
                              {Date(2026, 6, 6), DayKind::kWork, "local notice", false}})
          .value();
  EXPECT_FALSE(calendar.IsWorkday(Date(2026, 6, 3)).value());
  EXPECT_TRUE(calendar.IsWorkday(Date(2026, 6, 6)).value());
}

TEST(LoadCalendar, NamesAFileThatCannotBeRead) {
  const absl::Status status = LoadCalendar("/nonexistent/calendar.csv").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nonexistent/calendar.csv"));
}

}  // namespace
}  // namespace probity::calendar

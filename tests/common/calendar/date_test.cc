#include "common/calendar/date.h"

#include <gtest/gtest.h>

#include <string>

namespace probity::calendar {
namespace {

TEST(ParseDate, ReadsEveryDayOfACentury) {
  for (Date date(1999, 12, 31); date < Date(2101, 1, 1); ++date) {
    ASSERT_EQ(ParseDate(FormatDate(date)).value(), date);
  }
  EXPECT_EQ(FormatDate(Date(2026, 2, 3)), "2026-02-03");
}

TEST(ParseDate, RefusesDaysThatDoNotExist) {
  for (const char* text : {"2026-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-10",
                           "2026-01-00", "2026-01-32", "1900-02-29", "0000-01-01"}) {
    EXPECT_EQ(ParseDate(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(ParseDate("2028-02-29").value(), Date(2028, 2, 29));
}

TEST(ParseDate, RefusesEveryOtherForm) {
  for (const char* text : {"", "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", "20260101",
                           " 2026-01-01", "2026-01-01 ", "2026-01-01T00:00:00Z", "+026-01-01",
                           "-026-01-01", "2026-0 -01", "12026-01-01"}) {
    EXPECT_EQ(ParseDate(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(DateOf, IsTheDayInTheBureausZone) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  // 24:00 in the zone is 16:00 UTC.
  EXPECT_EQ(DateOf(absl::FromCivil(absl::CivilSecond(2026, 3, 1, 15, 59, 59), utc)),
            Date(2026, 3, 1));
  EXPECT_EQ(DateOf(absl::FromCivil(absl::CivilSecond(2026, 3, 1, 16, 0, 0), utc)),
            Date(2026, 3, 2));
  EXPECT_EQ(DateOf(absl::FromCivil(absl::CivilSecond(2025, 12, 31, 16, 0, 0), utc)),
            Date(2026, 1, 1))
      << "the new year begins eight hours before that of UTC";
}

TEST(StartOf, IsTheFirstMomentOfTheDay) {
  const Date date(2026, 7, 6);
  EXPECT_EQ(absl::FormatTime(StartOf(date), absl::UTCTimeZone()), "2026-07-05T16:00:00+00:00");
  EXPECT_EQ(DateOf(StartOf(date)), date);
  EXPECT_EQ(DateOf(StartOf(date) - absl::Nanoseconds(1)), date - 1);
}

TEST(MonthsAfter, StartsTheDayAfterServiceAndEndsWithTheCorrespondingDayOrTheMonth) {
  struct Case {
    Date served;
    int months;
    Period expected;
  };
  for (const Case& c : {
           Case{Date(2026, 1, 31), 1, {Date(2026, 2, 1), Date(2026, 2, 28)}},
           Case{Date(2026, 5, 31), 3, {Date(2026, 6, 1), Date(2026, 8, 31)}},
           Case{Date(2026, 3, 15), 1, {Date(2026, 3, 16), Date(2026, 4, 15)}},
           Case{Date(2028, 1, 30), 1, {Date(2028, 1, 31), Date(2028, 2, 29)}},
           Case{Date(2026, 8, 31), 6, {Date(2026, 9, 1), Date(2027, 2, 28)}},
           Case{Date(2026, 2, 28), 1, {Date(2026, 3, 1), Date(2026, 3, 28)}},
           Case{Date(2026, 12, 31), 12, {Date(2027, 1, 1), Date(2027, 12, 31)}},
       }) {
    const Period period = MonthsAfter(c.served, c.months);
    EXPECT_EQ(period, c.expected) << "served " << FormatDate(c.served) << " for " << c.months
                                  << " months: " << FormatDate(period.first) << " to "
                                  << FormatDate(period.last);
  }
}

TEST(Period, HoldsBothItsEnds) {
  const Period period{Date(2026, 2, 1), Date(2026, 2, 28)};
  EXPECT_TRUE(period.Contains(period.first));
  EXPECT_TRUE(period.Contains(period.last));
  EXPECT_FALSE(period.Contains(period.first - 1));
  EXPECT_FALSE(period.Contains(period.last + 1));
}

}  // namespace
}  // namespace probity::calendar

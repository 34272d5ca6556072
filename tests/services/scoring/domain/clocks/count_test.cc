// Where each kind of clock ends, with the nearest day that would be wrong.
#include "services/scoring/domain/clocks/count.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "tests/services/scoring/domain/clocks/clock_rules.h"

namespace probity::scoring::clocks {
namespace {

struct Row {
  Day event;
  std::string last;
};

TEST(LastDayTest, WorkdaysSkipHolidaysAndCountMakeupDays) {
  const policy::Deadline five = DeadlineOf("objection", 5, TimeUnit::kWorkday);
  for (const Row& row : std::vector<Row>{
           {Day(2026, 2, 12), "2026-02-26"},  // Monday to Friday counting says 02-19
           {Day(2026, 2, 11), "2026-02-25"},  // one day early
           {Day(2026, 2, 13), "2026-02-27"},  // one day late
           {Day(2026, 2, 14), "2026-02-28"},  // served on a make-up Saturday, ends on another
           {Day(2026, 2, 20), "2026-02-28"},  // served in the festival
           {Day(2026, 2, 28), "2026-03-06"},
           {Day(2026, 9, 18), "2026-09-24"},  // 09-20 is a make-up Sunday
           {Day(2026, 9, 20), "2026-09-28"},  // served on it
           {Day(2026, 1, 3), "2026-01-08"},   // 01-04 is a make-up Sunday
           {Day(2026, 1, 4), "2026-01-09"},
           {Day(2026, 5, 9), "2026-05-15"},  // served on a make-up Saturday
           {Day(2026, 5, 6), "2026-05-12"},  // over it
           {Day(2026, 10, 10), "2026-10-16"},
           {Day(2026, 9, 30), "2026-10-13"},  // 10-08, 10-09, 10-10 (make-up), 10-12, 10-13
       }) {
    EXPECT_EQ(Text(LastDay(five, National(), row.event)), row.last)
        << "5 workdays after " << absl::FormatCivilTime(row.event);
  }
  const policy::Deadline seven = DeadlineOf("service", 7, TimeUnit::kWorkday);
  EXPECT_EQ(Text(LastDay(seven, National(), Day(2026, 9, 21))), "2026-10-08");
}

TEST(LastDayTest, CalendarDaysRollOverARestDayOnceAtTheEnd) {
  const policy::Deadline thirty = DeadlineOf("seal", 30, TimeUnit::kCalendarDay);
  for (const Row& row : std::vector<Row>{
           {Day(2026, 9, 2), "2026-10-08"},   // 10-02 is a holiday
           {Day(2026, 8, 31), "2026-09-30"},  // the day before the holidays stays
           {Day(2026, 9, 8), "2026-10-08"},
           {Day(2026, 9, 9), "2026-10-09"},
           {Day(2026, 4, 9), "2026-05-09"},   // a make-up Saturday is worked and stays
           {Day(2026, 4, 10), "2026-05-11"},  // the Sunday after it rolls
           {Day(2026, 9, 10), "2026-10-10"},  // another make-up Saturday
           {Day(2026, 8, 21), "2026-09-20"},  // a make-up Sunday
           {Day(2026, 1, 15), "2026-02-14"},
           {Day(2026, 1, 16), "2026-02-24"},
           {Day(2026, 1, 29), "2026-02-28"},
           {Day(2025, 12, 5), "2026-01-04"},
       }) {
    EXPECT_EQ(Text(LastDay(thirty, National(), row.event)), row.last)
        << "30 days after " << absl::FormatCivilTime(row.event);
  }
  const policy::Deadline exact = DeadlineOf("notice", 30, TimeUnit::kCalendarDay, false);
  EXPECT_EQ(Text(LastDay(exact, National(), Day(2026, 9, 2))), "2026-10-02")
      << "what does not roll ends in the holidays";
}

TEST(LastDayTest, TheNinetyDaysOfACase) {
  EXPECT_EQ(Text(LastDay(Decide(), National(), Day(2026, 7, 6))), "2026-10-08")
      << "90 days end on 10-04, a holiday";
  EXPECT_EQ(Text(LastDay(Decide(), National(), Day(2026, 7, 6), {},
                         {SpanOf(Day(2026, 8, 1), Day(2026, 8, 12))})),
            "2026-10-16")
      << "12 days given back";
}

TEST(LastDayTest, MonthsEndOnTheDayOfTheSameNumberOrTheMonthsLast) {
  const policy::Deadline one = DeadlineOf("month", 1, TimeUnit::kMonth, false);
  for (const Row& row : std::vector<Row>{
           {Day(2026, 1, 31), "2026-02-28"},
           {Day(2028, 1, 31), "2028-02-29"},
           {Day(2028, 1, 29), "2028-02-29"},
           {Day(2027, 1, 29), "2027-02-28"},
           {Day(2028, 2, 29), "2028-03-29"},
           {Day(2026, 2, 28), "2026-03-28"},
       }) {
    EXPECT_EQ(Text(LastDay(one, National(), row.event)), row.last)
        << "a month after " << absl::FormatCivilTime(row.event);
  }
  const policy::Deadline six = DeadlineOf("litigation", 6, TimeUnit::kMonth);
  EXPECT_EQ(Text(LastDay(six, National(), Day(2026, 3, 2))), "2026-09-02");
  EXPECT_EQ(Text(LastDay(six, National(), Day(2026, 4, 3))), "2026-10-08") << "10-03 is a holiday";
  EXPECT_EQ(Text(LastDay(six, National(), Day(2027, 8, 31))), "2028-02-29") << "a leap day";
}

TEST(LastDayTest, TheLeapDayIsADayLikeOthers) {
  EXPECT_EQ(Text(LastDay(DeadlineOf("k", 5, TimeUnit::kWorkday), National(), Day(2028, 2, 28))),
            "2028-03-06");
  EXPECT_EQ(Text(LastDay(DeadlineOf("k", 5, TimeUnit::kWorkday), National(), Day(2028, 2, 29))),
            "2028-03-07");
  EXPECT_EQ(Text(LastDay(DeadlineOf("k", 1, TimeUnit::kCalendarDay), National(), Day(2028, 2, 28))),
            "2028-02-29");
}

TEST(LastDayTest, WhatMustComeBeforeAnEventIsCountedBackwards) {
  policy::Deadline notice = DeadlineOf("hearing_notice", 7, TimeUnit::kWorkday);
  notice.limit = policy::Limit::kAtLeastBefore;
  EXPECT_EQ(Text(LastDay(notice, National(), Day(2026, 3, 20))), "2026-03-11");
  EXPECT_EQ(Text(LastDay(notice, National(), Day(2026, 10, 12))), "2026-09-24")
      << "10-10, 10-09, 10-08, 09-30, 09-29, 09-28, and over the Mid-Autumn days 09-24";
  notice.unit = TimeUnit::kCalendarDay;
  EXPECT_EQ(Text(LastDay(notice, National(), Day(2026, 10, 10))), "2026-09-30")
      << "a holiday there moves to the workday before";
  notice.unit = TimeUnit::kMonth;
  notice.count = 1;
  EXPECT_EQ(Text(LastDay(notice, National(), Day(2026, 3, 31))), "2026-02-28");
}

TEST(LastDayTest, G24ADateBeyondTheCalendarIsRefusedNeverGuessed) {
  const policy::Deadline five = DeadlineOf("objection", 5, TimeUnit::kWorkday);
  EXPECT_EQ(Text(LastDay(five, National(), Day(2028, 12, 22))), "2028-12-29");
  EXPECT_EQ(Text(LastDay(five, National(), Day(2028, 12, 25))), "BEYOND_CALENDAR")
      << "would be 2029-01-01 or -02, which nobody knows";
  const policy::Deadline rolled = DeadlineOf("seal", 30, TimeUnit::kCalendarDay);
  EXPECT_EQ(Text(LastDay(rolled, National(), Day(2028, 11, 29))), "2028-12-29");
  EXPECT_EQ(Text(LastDay(rolled, National(), Day(2028, 12, 1))), "BEYOND_CALENDAR")
      << "2028-12-31 is a Sunday: it rolls into the year that is not loaded";
  const policy::Deadline exact = DeadlineOf("notice", 30, TimeUnit::kCalendarDay, false);
  EXPECT_EQ(Text(LastDay(exact, National(), Day(2028, 12, 1))), "2028-12-31");
  EXPECT_EQ(Text(LastDay(exact, National(), Day(2028, 12, 2))), "BEYOND_CALENDAR");
}

TEST(LastDayTest, ADeadlineInHoursHasNoLastDay) {
  EXPECT_EQ(
      Text(LastDay(DeadlineOf("committee_call", 24, TimeUnit::kHour), National(), Day(2026, 3, 2))),
      "INTERNAL");
  policy::Deadline early = DeadlineOf("k", 3, TimeUnit::kWorkday);
  early.limit = policy::Limit::kAtMostBefore;
  EXPECT_EQ(Text(LastDay(early, National(), Day(2026, 3, 2))), "INTERNAL");
}

TEST(ExcludedDaysTest, OnlyDaysThatWouldHaveCountedAreGivenBack) {
  const policy::Deadline five = DeadlineOf("k", 5, TimeUnit::kWorkday);
  struct Case {
    Span span;
    std::string last;
    std::string why;
  };
  // Event 2026-03-02, Monday: without a span the fifth workday is 03-09.
  for (const Case& c : std::vector<Case>{
           {SpanOf(Day(2026, 3, 3), Day(2026, 3, 3)), "2026-03-10", "one workday"},
           {SpanOf(Day(2026, 3, 7), Day(2026, 3, 8)), "2026-03-09", "a weekend counts nowhere"},
           {SpanOf(Day(2026, 3, 2), Day(2026, 3, 2)), "2026-03-09", "the event is not counted"},
           {SpanOf(Day(2026, 3, 2), Day(2026, 3, 4)), "2026-03-11", "from the event on: two days"},
           {SpanOf(Day(2026, 3, 9), Day(2026, 3, 10)), "2026-03-11", "the last day and beyond"},
           {SpanOf(Day(2026, 3, 10), Day(2026, 3, 12)), "2026-03-09", "after the end"},
           {SpanOf(Day(2026, 3, 4), std::nullopt), "2026-03-09", "not ended: no days yet"},
       }) {
    EXPECT_EQ(Text(LastDay(five, National(), Day(2026, 3, 2), {}, {c.span})), c.last) << c.why;
  }
}

TEST(ExcludedDaysTest, ADayInTwoSpansIsGivenBackOnce) {
  const std::vector<Span> spans = {
      SpanOf(Day(2026, 8, 1), Day(2026, 8, 12)),
      SpanOf(Day(2026, 8, 10), Day(2026, 8, 12), policy::ExcludedSpan::kCaseSuspended)};
  EXPECT_EQ(Text(LastDay(Decide(), National(), Day(2026, 7, 6), {}, spans)), "2026-10-16");
}

TEST(ExcludedDaysTest, ARolledLastDayDoesNotFallIntoASpan) {
  const policy::Deadline thirty = DeadlineOf("seal", 30, TimeUnit::kCalendarDay);
  // 2026-02-06 + 30 = Sunday 03-08; Monday and Tuesday are excluded.
  EXPECT_EQ(Text(LastDay(thirty, National(), Day(2026, 2, 6), {},
                         {SpanOf(Day(2026, 3, 9), Day(2026, 3, 10))})),
            "2026-03-11");
}

TEST(ExtensionDaysTest, ExtensionsLengthenThePeriodBeforeItRolls) {
  std::vector<Grant> grants = {GrantOf(policy::ExtensionBy::kHead, 30)};
  EXPECT_EQ(Text(LastDay(Decide(), National(), Day(2026, 7, 6), grants)), "2026-11-03")
      << "120 days from the event, not 30 from the rolled day";
  const policy::Deadline month = DeadlineOf("k", 1, TimeUnit::kMonth, false);
  grants = {GrantOf(policy::ExtensionBy::kHead, 1)};
  grants[0].unit = TimeUnit::kMonth;
  EXPECT_EQ(Text(LastDay(month, National(), Day(2026, 1, 31), grants)), "2026-03-31")
      << "two months of 31 January, not a month of 28 February";
  grants[0].unit = TimeUnit::kWorkday;
  EXPECT_EQ(Text(LastDay(month, National(), Day(2026, 1, 31), grants)), "2026-03-02");
}

TEST(BeginTest, AClockThatMayWaitRunsWithoutALastDayUntilTheYearIsLoaded) {
  const ClockFile waiting = Begun(Decide(), Day(2028, 11, 1), Beyond::kWait);
  EXPECT_FALSE(waiting.last_day.has_value());
  EXPECT_EQ(waiting.state, ClockState::kRunning);
  EXPECT_FALSE(IsDue(waiting, Day(2030, 1, 1))) << "nothing lapses on a guess";
  const auto still = Recount(waiting, Decide(), National(), Day(2028, 11, 1), Beyond::kWait);
  ASSERT_TRUE(still.ok()) << still.status();
  EXPECT_FALSE(still->last_day.has_value());
  EXPECT_EQ(ReasonOf(Begin(waiting, Decide(), National(), Beyond::kRefuse).status()),
            "BEYOND_CALENDAR");
}

TEST(BeginTest, SaysWhetherItsHolidaysWereAssumed) {
  const policy::Deadline five = DeadlineOf("objection", 5, TimeUnit::kWorkday);
  EXPECT_FALSE(Begun(five, Day(2026, 12, 24)).assumed);
  EXPECT_TRUE(Begun(five, Day(2026, 12, 25)).assumed) << "ends in 2027, not yet decreed";
  EXPECT_FALSE(Begun(DeadlineOf("n", 30, TimeUnit::kCalendarDay, false), Day(2026, 12, 25)).assumed)
      << "counts every day, whatever is decreed";
}

// A second computation, day by day from the event: a day counts if the unit counts it and no span
// excludes it.
Day Slowly(const policy::Deadline& deadline, Day event, const std::vector<Span>& spans) {
  int counted = 0;
  Day day = event;
  while (counted < deadline.count) {
    ++day;
    const bool excluded =
        std::any_of(spans.begin(), spans.end(), [&](const Span& s) { return s.Contains(day); });
    const bool counts = deadline.unit != TimeUnit::kWorkday || National().IsWorkday(day).value();
    counted += counts && !excluded ? 1 : 0;
  }
  return day;
}

RC_GTEST_PROP(LastDayProperty, EqualsCountingDayByDay, ()) {
  const Day event = Day(2025, 1, 1) + *rc::gen::inRange(0, 900);
  const auto unit = *rc::gen::element(TimeUnit::kWorkday, TimeUnit::kCalendarDay);
  const policy::Deadline deadline = DeadlineOf("k", *rc::gen::inRange(1, 100), unit, false);
  std::vector<Span> spans;
  Day from = event;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    const Day first = from + *rc::gen::inRange(0, 40);
    const Day last = first + *rc::gen::inRange(0, 20);
    spans.push_back(SpanOf(first, last));
    from = last + 1;
  }
  RC_ASSERT(LastDay(deadline, National(), event, {}, spans).value() ==
            Slowly(deadline, event, spans));
}

}  // namespace
}  // namespace probity::scoring::clocks

#include "services/scoring/domain/objection.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

policy::Policy FiveWorkdays() {
  policy::Policy policy = CataloguePolicy();
  policy::Deadline deadline;
  deadline.key = "objection";
  deadline.count = 5;
  deadline.unit = policy::TimeUnit::kWorkday;
  policy.deadlines = {deadline};
  return policy;
}

TEST(ObjectionTest, TheWindowCountsWorkdaysOfTheDecreedCalendar) {
  const auto calendar = calendar::ShippedCalendar();
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  struct Row {
    Day served;
    Day last;
  };
  // Around the Spring Festival with its make-up Saturdays 02-14 and 02-28, the make-up Sunday
  // 09-20 before Mid-Autumn, and an ordinary week.
  for (const Row& row : std::vector<Row>{{Day(2026, 2, 12), Day(2026, 2, 26)},
                                         {Day(2026, 2, 13), Day(2026, 2, 27)},
                                         {Day(2026, 2, 14), Day(2026, 2, 28)},
                                         {Day(2026, 9, 18), Day(2026, 9, 24)},
                                         {Day(2026, 3, 9), Day(2026, 3, 16)}}) {
    const auto last = ObjectionDeadline(FiveWorkdays(), *calendar, row.served);
    ASSERT_TRUE(last.ok()) << last.status();
    EXPECT_EQ(*last, row.last) << absl::FormatCivilTime(row.served);
  }
}

TEST(ObjectionTest, ADeadlineBeyondTheCalendarIsRefusedNotGuessed) {
  const auto calendar = calendar::ShippedCalendar();
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  EXPECT_EQ(ReasonOf(ObjectionDeadline(FiveWorkdays(), *calendar, Day(2040, 1, 3)).status()),
            "BEYOND_CALENDAR");
}

TEST(ObjectionTest, APolicyMayCountCalendarDaysOrMonths) {
  const auto calendar = calendar::ShippedCalendar();
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  policy::Policy policy = FiveWorkdays();
  policy.deadlines[0].unit = policy::TimeUnit::kCalendarDay;
  policy.deadlines[0].count = 30;
  EXPECT_EQ(*ObjectionDeadline(policy, *calendar, Day(2026, 9, 2)), Day(2026, 10, 2));
  policy.deadlines[0].rolls_to_workday = true;
  EXPECT_EQ(*ObjectionDeadline(policy, *calendar, Day(2026, 9, 2)), Day(2026, 10, 8));
  policy.deadlines[0].unit = policy::TimeUnit::kMonth;
  policy.deadlines[0].count = 1;
  EXPECT_EQ(*ObjectionDeadline(policy, *calendar, Day(2026, 9, 2)), Day(2026, 10, 8));
  policy.deadlines[0].unit = policy::TimeUnit::kHour;
  EXPECT_EQ(ReasonOf(ObjectionDeadline(policy, *calendar, Day(2026, 9, 2)).status()), "INTERNAL");
}

TEST(ObjectionTest, TheLastDayBelongsToTheWindow) {
  const CaseFile open = CaseIn(CaseState::kObjectionOpen, {MakeFinding(1, "FIXED", 6)});
  const Day last = *open.objection_deadline;
  EXPECT_EQ(ReasonOf(FileObjection(open, "we disagree", last).status()), "OK");
  EXPECT_EQ(ReasonOf(FileObjection(open, "we disagree", last + 1).status()),
            "OUTSIDE_OBJECTION_WINDOW");
  EXPECT_FALSE(LapseDue(open, last));
  EXPECT_TRUE(LapseDue(open, last + 1));
  EXPECT_EQ(ReasonOf(Lapse(open, last).status()), "WRONG_STATE");
  const auto lapsed = Lapse(open, last + 1);
  ASSERT_TRUE(lapsed.ok()) << lapsed.status();
  EXPECT_EQ(lapsed->state, CaseState::kWaived);
  EXPECT_FALSE(LapseDue(*lapsed, last + 1)) << "it lapses once";
}

TEST(ObjectionTest, ALateObjectionIsLateWhetherOrNotTheLapseWasRecorded) {
  const CaseFile waived = CaseIn(CaseState::kWaived, {MakeFinding(1, "FIXED", 6)});
  const Day last = *waived.objection_deadline;
  EXPECT_EQ(ReasonOf(FileObjection(waived, "late", last + 1).status()), "OUTSIDE_OBJECTION_WINDOW");
  EXPECT_EQ(ReasonOf(FileObjection(waived, "after the waiver", last).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(FileObjection(CaseIn(CaseState::kNotified), "early", last).status()),
            "WRONG_STATE");
}

TEST(ObjectionTest, TheDefenceIsAtMostTwoKibibytes) {
  const CaseFile open = CaseIn(CaseState::kObjectionOpen, {MakeFinding(1, "FIXED", 6)});
  const Day day = *open.notice_served;
  EXPECT_EQ(ReasonOf(FileObjection(open, std::string(2048, 'x'), day).status()), "OK");
  EXPECT_EQ(ReasonOf(FileObjection(open, std::string(2049, 'x'), day).status()), "BAD_REQUEST");
  EXPECT_EQ(ReasonOf(FileObjection(open, "", day).status()), "BAD_REQUEST");
}

TEST(ObjectionTest, AWaiverIsASignedDocument) {
  const CaseFile open = CaseIn(CaseState::kObjectionOpen, {MakeFinding(1, "FIXED", 6)});
  EXPECT_EQ(ReasonOf(RecordWaiver(open, "").status()), "BAD_REQUEST");
  const auto waived = RecordWaiver(open, "waiver 1");
  ASSERT_TRUE(waived.ok()) << waived.status();
  EXPECT_EQ(waived->state, CaseState::kWaived);
  EXPECT_EQ(waived->waiver, "waiver 1");
}

}  // namespace
}  // namespace probity::scoring

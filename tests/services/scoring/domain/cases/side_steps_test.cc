// What interrupts the procedure before the decision.
#include "services/scoring/domain/cases/side_steps.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "services/scoring/domain/case_steps.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

using S = CaseState;

const Day kStepDay(2026, 3, 2);

NoticeRecord FirstNotice(int64_t points) {
  NoticeRecord notice;
  notice.no = 1;
  notice.issued = Day(2026, 2, 2);
  notice.points = points;
  notice.served = Day(2026, 2, 12);
  return notice;
}

// A case of two findings, 3 and 6 points, whose notice was served and objected to.
CaseFile Told(S state) {
  CaseFile file = CaseIn(state, {MakeFinding(1, "RANGE", 3), MakeFinding(2, "FIXED", 6)});
  file.notices = {FirstNotice(9)};
  file.objection_filed = Day(2026, 2, 20);
  file.defence = "we see it otherwise";
  return file;
}

TEST(RemandTest, TheNoticeIsSupersededAndWhatItStartedIsForgotten) {
  const auto back = RemandCase(Told(S::kObjected), kStepDay);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->state, S::kInvestigating);
  ASSERT_EQ(back->notices.size(), 1u) << "the record of what was told stays";
  EXPECT_EQ(back->notices[0].superseded, kStepDay);
  EXPECT_EQ(back->notice, std::nullopt);
  EXPECT_EQ(back->notice_served, std::nullopt);
  EXPECT_EQ(back->objection_deadline, std::nullopt);
  EXPECT_EQ(back->objection_filed, std::nullopt);
  EXPECT_EQ(back->defence, "");
  EXPECT_EQ(back->report, "") << "G6 asks for a new investigation report";
  EXPECT_EQ(back->notified_points, 0);
}

TEST(RemandTest, WhatTheCommitteeDecidedStandsAndIsToldNoMore) {
  CaseFile judged = Told(S::kJudged);
  judged.findings[1].verdict = FindingVerdict::kNotUpheld;
  judged.findings[1].judged_points = 0;
  CaseFile file = *RemandCase(judged, kStepDay);
  EXPECT_EQ(file.findings[1].verdict, FindingVerdict::kNotUpheld);
  file = *CompleteInvestigation(file, "report 2");
  file.state = S::kPrelim;
  const auto notice = IssueNotice(file, Day(2026, 3, 3));
  ASSERT_TRUE(notice.ok()) << notice.status();
  EXPECT_EQ(notice->notified_points, 3);
  ASSERT_EQ(notice->notices.size(), 2u);
  EXPECT_EQ(notice->notices[1].no, 2);
  EXPECT_EQ(notice->notices[1].points, 3);
  EXPECT_EQ(notice->notices[0].superseded, kStepDay) << "a notice is superseded once";
}

TEST(RemandTest, WithEverythingDecidedThereIsNothingToTell) {
  CaseFile judged = Told(S::kJudged);
  for (FindingFile& finding : judged.findings) finding.verdict = FindingVerdict::kUpheld;
  const auto back = RemandCase(judged, kStepDay);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(ReasonOf(CompleteInvestigation(*back, "report 2").status()), "NO_FINDING");
}

TEST(RenewNoticeTest, AHeavierFindingIsToldAnewAndTheWindowOpensAgain) {
  CaseFile judged = Told(S::kJudged);
  judged.findings[0].verdict = FindingVerdict::kUpheld;
  judged.findings[0].judged_points = 2;
  judged.findings[1].verdict = FindingVerdict::kUpheld;
  judged.findings[1].judged_points = 6;
  const auto renewed = RenewNotice(judged, {{1, 5}}, kStepDay);
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  EXPECT_EQ(renewed->state, S::kNotified);
  EXPECT_EQ(renewed->findings[0].notified_points, 5);
  EXPECT_EQ(renewed->findings[0].judged_points, std::nullopt) << "it has to be judged again";
  EXPECT_EQ(renewed->findings[1].judged_points, 6) << "what was not raised stays judged";
  EXPECT_EQ(renewed->notified_points, 11);
  EXPECT_EQ(renewed->notice, kStepDay);
  EXPECT_EQ(renewed->notice_served, std::nullopt);
  ASSERT_EQ(renewed->notices.size(), 2u);
  EXPECT_EQ(renewed->notices[0].superseded, kStepDay);
  EXPECT_EQ(renewed->notices[1].superseded, std::nullopt);
}

TEST(RenewNoticeTest, WithoutPointsTheCaseGoesBackToTheInvestigation) {
  const auto back = RenewNotice(Told(S::kObjectionOpen), {}, kStepDay);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->state, S::kInvestigating);
  EXPECT_EQ(back->notices[0].superseded, kStepDay);
}

TEST(RenewNoticeTest, OnlyMorePointsNeedANewNotice) {
  struct Row {
    int32_t item;
    int64_t points;
    std::string reason;
  };
  for (const Row& row : std::vector<Row>{
           {1, 4, "OK"}, {1, 3, "NOT_HEAVIER"}, {1, 2, "NOT_HEAVIER"}, {3, 9, "UNKNOWN_FINDING"}}) {
    const auto renewed = RenewNotice(Told(S::kWaived), {{row.item, row.points}}, kStepDay);
    EXPECT_EQ(ReasonOf(renewed.status()), row.reason) << row.item << " to " << row.points;
  }
}

TEST(RenewNoticeTest, AfterARemedyNothingGoesAboveWhatItLeft) {
  CaseFile file = Told(S::kObjectionOpen);
  file.ceiling_points = 10;
  EXPECT_EQ(ReasonOf(RenewNotice(file, {{1, 4}}, kStepDay).status()), "OK") << "10 in all";
  EXPECT_EQ(ReasonOf(RenewNotice(file, {{1, 5}}, kStepDay).status()), "HEAVIER_THAN_REMEDY");
  file.state = S::kPrelim;
  file.ceiling_points = 8;
  EXPECT_EQ(ReasonOf(IssueNotice(file, kStepDay).status()), "HEAVIER_THAN_REMEDY");
}

TEST(SuspensionTest, ACaseComesBackToTheStateItLeft) {
  for (const S state : {S::kFiled, S::kInvestigating, S::kInvestigated, S::kPrelim, S::kNotified,
                        S::kObjectionOpen, S::kWaived, S::kObjected, S::kJudged}) {
    const auto suspended = SuspendCase(Told(state), kStepDay);
    ASSERT_TRUE(suspended.ok()) << suspended.status();
    EXPECT_EQ(suspended->state, S::kSuspended);
    EXPECT_EQ(suspended->suspended, kStepDay);
    const auto resumed = ResumeCase(*suspended, Day(2026, 3, 9));
    ASSERT_TRUE(resumed.ok()) << resumed.status();
    EXPECT_EQ(resumed->state, state) << CaseStateName(state);
    EXPECT_EQ(resumed->returns_to, S::kNone);
    EXPECT_EQ(resumed->suspended, std::nullopt);
    EXPECT_EQ(resumed->objection_deadline,
              state == S::kObjectionOpen ? Day(2026, 3, 9) : Day(2026, 2, 26))
        << "only a window that was open runs on";
  }
}

TEST(SuspensionTest, FromTheCommitteesQueueItComesBackToBeReferredAnew) {
  const auto suspended = SuspendCase(Told(S::kCommittee), kStepDay);
  ASSERT_TRUE(suspended.ok()) << suspended.status();
  EXPECT_EQ(ResumeCase(*suspended, std::nullopt)->state, S::kObjected);
}

TEST(SuspensionTest, NothingButResumingAndTerminatingIsPossibleMeanwhile) {
  const CaseFile file = *SuspendCase(Told(S::kWaived), kStepDay);
  EXPECT_EQ(ReasonOf(SuspendCase(file, kStepDay).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(RemandCase(file, kStepDay).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(RenewNotice(file, {{1, 4}}, kStepDay).status()), "WRONG_STATE");
  const auto terminated = TerminateCase(file);
  ASSERT_TRUE(terminated.ok()) << terminated.status();
  EXPECT_EQ(terminated->state, S::kTerminated);
  EXPECT_EQ(terminated->returns_to, S::kNone);
}

TEST(SuspensionTest, ADecidedCaseIsNeitherSuspendedNorTerminated) {
  for (const S state : {S::kConfirmed, S::kRevisedDown, S::kDismissed, S::kEffective, S::kClosed}) {
    EXPECT_EQ(ReasonOf(SuspendCase(Told(state), kStepDay).status()), "WRONG_STATE")
        << CaseStateName(state);
    EXPECT_EQ(ReasonOf(TerminateCase(Told(state)).status()), "WRONG_STATE") << CaseStateName(state);
  }
}

class ResumedDeadlineTest : public ::testing::Test {
 protected:
  static policy::Policy WindowOf(policy::TimeUnit unit, bool rolls) {
    policy::Policy policy;
    policy::Deadline deadline;
    deadline.key = "objection";
    deadline.count = 5;
    deadline.unit = unit;
    deadline.rolls_to_workday = rolls;
    policy.deadlines = {deadline};
    return policy;
  }

  const calendar::WorkCalendar calendar_ = calendar::ShippedCalendar().value();
};

TEST_F(ResumedDeadlineTest, AsManyWorkdaysRemainAsWereLeft) {
  const policy::Policy workdays = WindowOf(policy::TimeUnit::kWorkday, true);
  struct Row {
    Day suspended;
    Day resumed;
    Day last;
  };
  // Served 2026-02-12; the window ends on 02-26, and 02-14 and 02-28 are worked Saturdays.
  for (const Row& row : std::vector<Row>{
           {Day(2026, 2, 26), Day(2026, 3, 2), Day(2026, 3, 3)},    // on its last day: one is left
           {Day(2026, 2, 25), Day(2026, 2, 27), Day(2026, 3, 2)},   // two: 02-28 counts, 03-01 not
           {Day(2026, 2, 13), Day(2026, 2, 13), Day(2026, 2, 27)},  // resumed the same day
           {Day(2026, 2, 16), Day(2026, 4, 30), Day(2026, 5, 8)},   // over the holidays of May
       }) {
    const auto last =
        ResumedDeadline(workdays, calendar_, Day(2026, 2, 26), row.suspended, row.resumed);
    ASSERT_TRUE(last.ok()) << last.status();
    EXPECT_EQ(*last, row.last) << row.suspended << " to " << row.resumed;
  }
}

TEST_F(ResumedDeadlineTest, CalendarDaysRollWhereThePolicySaysSo) {
  const Day deadline(2026, 2, 26);
  const Day suspended(2026, 2, 25);
  const Day resumed(2026, 4, 1);  // two days are left: to 04-03, or rolled over 04-04 to 04-06
  EXPECT_EQ(ResumedDeadline(WindowOf(policy::TimeUnit::kCalendarDay, false), calendar_, deadline,
                            suspended, resumed + 1)
                .value(),
            Day(2026, 4, 4));
  EXPECT_EQ(ResumedDeadline(WindowOf(policy::TimeUnit::kCalendarDay, true), calendar_, deadline,
                            suspended, resumed + 1)
                .value(),
            Day(2026, 4, 7));
}

TEST_F(ResumedDeadlineTest, G24ADateBeyondTheCalendarIsRefused) {
  const auto last = ResumedDeadline(WindowOf(policy::TimeUnit::kWorkday, true), calendar_,
                                    Day(2026, 2, 26), Day(2026, 2, 25), calendar_.covered().last);
  EXPECT_EQ(ReasonOf(last.status()), "BEYOND_CALENDAR");
}

}  // namespace
}  // namespace probity::scoring

// Extensions, excluded spans and the ends of a clock, each with the nearest refusal.
#include "services/scoring/domain/clocks/change.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/services/scoring/domain/clocks/clock_rules.h"

namespace probity::scoring::clocks {
namespace {

using policy::ExcludedSpan;
using policy::ExtensionBy;

const Day kFiled(2026, 7, 6);  // 90 days end on 2026-10-08

Rules On(const policy::Deadline& deadline, Day today) {
  return {deadline, National(), today};
}

std::string Last(const absl::StatusOr<ClockFile>& clock) {
  if (!clock.ok()) return ReasonOf(clock.status());
  return clock->last_day.has_value() ? absl::FormatCivilTime(*clock->last_day) : "unknown";
}

TEST(ExtendTest, EachListedExtensionIsGrantedOnceAndInOrder) {
  const policy::Deadline decide = Decide();
  const Rules rules = On(decide, Day(2026, 9, 1));
  const ClockFile clock = Begun(decide, kFiled);
  EXPECT_EQ(Last(Extend(clock, GrantOf(ExtensionBy::kCollectiveDiscussion, 60), rules)),
            "EXTENSION_NOT_ALLOWED")
      << "a discussion before the head has extended";
  EXPECT_EQ(Last(Extend(clock, GrantOf(ExtensionBy::kOfficerInCharge, 30), rules)),
            "EXTENSION_NOT_ALLOWED");
  const auto once = Extend(clock, GrantOf(ExtensionBy::kHead, 30), rules);
  ASSERT_EQ(Last(once), "2026-11-03");
  EXPECT_EQ(once->grants.at(0).seq, 1);
  EXPECT_EQ(once->grants.at(0).granted, Day(2026, 9, 1));
  EXPECT_EQ(Last(Extend(*once, GrantOf(ExtensionBy::kHead, 30), rules)), "EXTENSION_NOT_ALLOWED")
      << "the head extends once";
  const auto twice = Extend(*once, GrantOf(ExtensionBy::kCollectiveDiscussion, 60), rules);
  ASSERT_EQ(Last(twice), "2027-01-04") << "180 days end on 2027-01-02, a Saturday";
  EXPECT_EQ(Last(Extend(*twice, GrantOf(ExtensionBy::kCollectiveDiscussion, 1), rules)),
            "EXTENSION_NOT_ALLOWED")
      << "nothing is left";
}

TEST(ExtendTest, AddsNoMoreThanItsCountAndNoMoreThanTheCap) {
  policy::Deadline decide = Decide();
  const Rules rules = On(decide, Day(2026, 9, 1));
  const ClockFile clock = Begun(decide, kFiled);
  EXPECT_EQ(Last(Extend(clock, GrantOf(ExtensionBy::kHead, 31), rules)), "EXTENSION_CAP");
  EXPECT_EQ(Last(Extend(clock, GrantOf(ExtensionBy::kHead, 0), rules)), "EXTENSION_CAP");
  EXPECT_EQ(Last(Extend(clock, GrantOf(ExtensionBy::kHead, 1), rules)), "2026-10-08");
  decide.extension_cap = 80;
  const auto once = Extend(clock, GrantOf(ExtensionBy::kHead, 30), rules);
  ASSERT_TRUE(once.ok()) << once.status();
  EXPECT_EQ(Last(Extend(*once, GrantOf(ExtensionBy::kCollectiveDiscussion, 51), rules)),
            "EXTENSION_CAP");
  EXPECT_EQ(Last(Extend(*once, GrantOf(ExtensionBy::kCollectiveDiscussion, 50), rules)),
            "2026-12-23");
}

TEST(ExtendTest, WhatHasRunOutIsNotExtended) {
  const policy::Deadline decide = Decide();
  const ClockFile clock = Begun(decide, kFiled);
  const Grant grant = GrantOf(ExtensionBy::kHead, 30);
  EXPECT_EQ(Last(Extend(clock, grant, On(decide, Day(2026, 10, 8)))), "2026-11-03")
      << "on its last day";
  EXPECT_EQ(Last(Extend(clock, grant, On(decide, Day(2026, 10, 9)))), "EXTENSION_TOO_LATE")
      << "one day late, whether or not the scheduler has looked";
  const auto overdue = Expire(clock, Day(2026, 10, 9));
  ASSERT_TRUE(overdue.ok()) << overdue.status();
  EXPECT_EQ(Last(Extend(*overdue, grant, On(decide, Day(2026, 10, 9)))), "EXTENSION_TOO_LATE");
  EXPECT_EQ(Last(Extend(Meet(clock, Day(2026, 9, 1)), grant, On(decide, Day(2026, 9, 2)))),
            "CLOCK_NOT_RUNNING");
}

TEST(ExtendTest, AClockWithoutExtensionsIsNotExtended) {
  const policy::Deadline objection = DeadlineOf("objection", 5, TimeUnit::kWorkday);
  const ClockFile clock = Begun(objection, Day(2026, 3, 2));
  for (const ExtensionBy by :
       {ExtensionBy::kOfficerInCharge, ExtensionBy::kHead, ExtensionBy::kCollectiveDiscussion}) {
    EXPECT_EQ(Last(Extend(clock, GrantOf(by, 1), On(objection, Day(2026, 3, 3)))),
              "EXTENSION_NOT_ALLOWED");
  }
}

TEST(ExtendTest, G24AnExtensionIntoAnUnknownYearIsRefused) {
  const policy::Deadline decide = Decide();
  const ClockFile clock = Begun(decide, Day(2028, 9, 4));
  ASSERT_EQ(*clock.last_day, Day(2028, 12, 4)) << "2028-12-03 is a Sunday";
  EXPECT_EQ(Last(Extend(clock, GrantOf(ExtensionBy::kHead, 27), On(decide, Day(2028, 12, 1)))),
            "BEYOND_CALENDAR")
      << "12-30 is a Saturday and rolls into 2029";
  EXPECT_EQ(Last(Extend(clock, GrantOf(ExtensionBy::kHead, 26), On(decide, Day(2028, 12, 1)))),
            "2028-12-29");
}

TEST(SpanTest, G21SpansStayWithinTheClockAndThePast) {
  const policy::Deadline decide = Decide();
  const Day today(2026, 8, 20);
  const Rules rules = On(decide, today);
  ClockFile clock = Begun(decide, kFiled);
  clock = AddSpan(clock, SpanOf(Day(2026, 8, 1), Day(2026, 8, 12)), rules).value();
  ASSERT_EQ(*clock.last_day, Day(2026, 10, 16));
  struct Case {
    Span span;
    std::string outcome;
    std::string why;
  };
  for (const Case& c : std::vector<Case>{
           {SpanOf(Day(2026, 7, 5), Day(2026, 7, 8)), "G21_EXCLUDED_SPAN", "starts before filing"},
           {SpanOf(Day(2026, 7, 6), Day(2026, 7, 8)), "2026-10-19", "starts on the day of filing"},
           {SpanOf(Day(2026, 8, 12), Day(2026, 8, 14)), "G21_EXCLUDED_SPAN", "overlaps by a day"},
           {SpanOf(Day(2026, 8, 13), Day(2026, 8, 14)), "2026-10-19", "begins the day after"},
           {SpanOf(Day(2026, 7, 20), Day(2026, 8, 1)), "G21_EXCLUDED_SPAN",
            "ends on its first day"},
           {SpanOf(Day(2026, 7, 20), Day(2026, 7, 31)), "2026-10-28", "ends the day before"},
           {SpanOf(Day(2026, 7, 20), Day(2026, 8, 19)), "G21_EXCLUDED_SPAN", "around it"},
           {SpanOf(Day(2026, 8, 19), Day(2026, 8, 20)), "2026-10-19", "ends today"},
           {SpanOf(Day(2026, 8, 19), Day(2026, 8, 21)), "G21_EXCLUDED_SPAN", "ends tomorrow"},
           {SpanOf(Day(2026, 8, 21), std::nullopt), "G21_EXCLUDED_SPAN", "begins tomorrow"},
           {SpanOf(Day(2026, 8, 11), std::nullopt), "G21_EXCLUDED_SPAN", "open, over the first"},
           {SpanOf(Day(2026, 8, 19), Day(2026, 8, 18)), "G21_EXCLUDED_SPAN", "backwards"},
           {SpanOf(Day(2026, 8, 19), Day(2026, 8, 20), ExcludedSpan::kTest), "EXCLUDED_SPAN_KIND",
            "the policy excludes no tests from this clock"},
           {SpanOf(Day(2026, 8, 19), Day(2026, 8, 20), ExcludedSpan::kCaseSuspended),
            "EXCLUDED_SPAN_KIND", "a suspension is a step of the case"},
       }) {
    EXPECT_EQ(Last(AddSpan(clock, c.span, rules)), c.outcome) << c.why;
  }
}

TEST(SpanTest, NothingIsExcludedAfterTheEnd) {
  const policy::Deadline decide = Decide();
  const ClockFile clock = Begun(decide, kFiled);
  const Rules later = On(decide, Day(2026, 10, 20));
  EXPECT_EQ(Last(AddSpan(clock, SpanOf(Day(2026, 10, 9), Day(2026, 10, 12)), later)),
            "G21_EXCLUDED_SPAN");
  EXPECT_EQ(Last(AddSpan(Cancel(clock), SpanOf(Day(2026, 8, 1), Day(2026, 8, 2)), later)),
            "CLOCK_NOT_RUNNING");
}

TEST(SpanTest, AnOpenSpanHoldsTheClockUntilItEnds) {
  const policy::Deadline decide = Decide();
  ClockFile clock = Begun(decide, kFiled);
  clock =
      AddSpan(clock, SpanOf(Day(2026, 10, 1), std::nullopt), On(decide, Day(2026, 10, 1))).value();
  EXPECT_EQ(clock.state, ClockState::kHeld);
  EXPECT_FALSE(IsDue(clock, Day(2027, 5, 1))) << "held clocks do not run out";
  const Rules rules = On(decide, Day(2026, 11, 2));
  EXPECT_EQ(Last(EndSpan(clock, ExcludedSpan::kHearing, Day(2026, 10, 30), rules)),
            "G21_EXCLUDED_SPAN")
      << "no hearing goes on";
  EXPECT_EQ(Last(EndSpan(clock, ExcludedSpan::kAppraisal, Day(2026, 9, 30), rules)),
            "G21_EXCLUDED_SPAN")
      << "ends before it began";
  EXPECT_EQ(Last(EndSpan(clock, ExcludedSpan::kAppraisal, Day(2026, 11, 3), rules)),
            "G21_EXCLUDED_SPAN")
      << "ends tomorrow";
  const auto ended = EndSpan(clock, ExcludedSpan::kAppraisal, Day(2026, 10, 30), rules);
  EXPECT_EQ(Last(ended), "2026-11-03")
      << "10-01 to 10-04 would have counted: four days after 10-30";
  EXPECT_EQ(ended->state, ClockState::kRunning);
  EXPECT_EQ(Last(EndSpan(*ended, ExcludedSpan::kAppraisal, Day(2026, 10, 30), rules)),
            "G21_EXCLUDED_SPAN")
      << "it has ended";
}

TEST(SpanTest, ASpanRecordedLateGivesAnOverdueClockItsTimeBack) {
  const policy::Deadline decide = Decide();
  const ClockFile overdue = Expire(Begun(decide, kFiled), Day(2026, 10, 9)).value();
  ASSERT_EQ(overdue.state, ClockState::kOverdue);
  const Span span = SpanOf(Day(2026, 8, 1), Day(2026, 8, 12));
  const auto in_time = AddSpan(overdue, span, On(decide, Day(2026, 10, 16)));
  ASSERT_EQ(Last(in_time), "2026-10-16");
  EXPECT_EQ(in_time->state, ClockState::kRunning);
  EXPECT_FALSE(in_time->reported.has_value()) << "what was reported no longer holds";
  const auto too_late = AddSpan(overdue, span, On(decide, Day(2026, 10, 17)));
  ASSERT_EQ(Last(too_late), "2026-10-16");
  EXPECT_EQ(too_late->state, ClockState::kOverdue);
  EXPECT_EQ(*too_late->reported, Day(2026, 10, 9));
}

TEST(SuspensionTest, SuspensionHoldsAndResumptionGivesTheDaysBack) {
  const policy::Deadline decide = Decide();
  const ClockFile clock = Begun(decide, kFiled);
  const ClockFile held = Suspend(clock, Span(), On(decide, Day(2026, 8, 3))).value();
  EXPECT_EQ(held.state, ClockState::kHeld);
  EXPECT_EQ(Suspend(held, Span(), On(decide, Day(2026, 8, 4))).value(), held) << "once";
  const auto resumed = Resume(held, On(decide, Day(2026, 8, 14)));
  EXPECT_EQ(Last(resumed), "2026-10-16") << "08-03 to 08-14 are twelve days";
  EXPECT_EQ(resumed->state, ClockState::kRunning);
  EXPECT_EQ(Resume(*resumed, On(decide, Day(2026, 8, 15))).value(), *resumed) << "nothing goes on";
}

TEST(SuspensionTest, WhatThePolicyLetsRunOnRunsOn) {
  const policy::Deadline service = DeadlineOf("service", 7, TimeUnit::kWorkday);
  const ClockFile clock = Begun(service, Day(2026, 3, 2));
  EXPECT_EQ(Suspend(clock, Span(), On(service, Day(2026, 3, 3))).value(), clock);
  const policy::Deadline decide = Decide();
  const ClockFile met = Meet(Begun(decide, kFiled), Day(2026, 7, 20));
  EXPECT_EQ(Suspend(met, Span(), On(decide, Day(2026, 8, 3))).value(), met);
}

TEST(SuspensionTest, ASuspensionMayCoverAnAppraisalThatGoesOn) {
  const policy::Deadline decide = Decide();
  ClockFile clock = Begun(decide, kFiled);
  clock =
      AddSpan(clock, SpanOf(Day(2026, 8, 1), std::nullopt), On(decide, Day(2026, 8, 1))).value();
  clock = Suspend(clock, Span(), On(decide, Day(2026, 8, 3))).value();
  clock = EndSpan(clock, ExcludedSpan::kAppraisal, Day(2026, 8, 10), On(decide, Day(2026, 8, 10)))
              .value();
  EXPECT_EQ(clock.state, ClockState::kHeld) << "the case is still suspended";
  clock = Resume(clock, On(decide, Day(2026, 8, 12))).value();
  EXPECT_EQ(*clock.last_day, Day(2026, 10, 16)) << "08-01 to 08-12 once";
}

TEST(EndTest, AClockRunsOutOnTheDayAfterItsLastOnce) {
  const policy::Deadline decide = Decide();
  const ClockFile clock = Begun(decide, kFiled);
  EXPECT_EQ(ReasonOf(Expire(clock, Day(2026, 10, 8)).status()), "CLOCK_NOT_RUNNING")
      << "its last day lasts until 24:00";
  const auto overdue = Expire(clock, Day(2026, 10, 9));
  ASSERT_TRUE(overdue.ok()) << overdue.status();
  EXPECT_EQ(overdue->state, ClockState::kOverdue);
  EXPECT_EQ(*overdue->reported, Day(2026, 10, 9));
  EXPECT_EQ(ReasonOf(Expire(*overdue, Day(2026, 10, 10)).status()), "CLOCK_NOT_RUNNING")
      << "reported once";
}

TEST(EndTest, ARightIsLostWhereADutyStaysOwed) {
  policy::Deadline deadline = DeadlineOf("objection", 5, TimeUnit::kWorkday);
  for (const auto& [on_expiry, state] : std::vector<std::pair<policy::OnExpiry, ClockState>>{
           {policy::OnExpiry::kWaived, ClockState::kExpired},
           {policy::OnExpiry::kDeemedServed, ClockState::kExpired},
           {policy::OnExpiry::kDeemedConfirmed, ClockState::kExpired},
           {policy::OnExpiry::kRelease, ClockState::kExpired},
           {policy::OnExpiry::kReportOverdue, ClockState::kOverdue}}) {
    deadline.on_expiry = on_expiry;
    const auto ended = Expire(Begun(deadline, Day(2026, 2, 12)), Day(2026, 2, 27));
    ASSERT_TRUE(ended.ok()) << ended.status();
    EXPECT_EQ(ended->state, state) << static_cast<int>(on_expiry);
    EXPECT_EQ(IsOpen(*ended), state == ClockState::kOverdue);
  }
}

TEST(EndTest, WhatIsMetLateWasOverdueWhoeverLookedFirst) {
  const policy::Deadline decide = Decide();
  const ClockFile clock = Begun(decide, kFiled);
  const ClockFile in_time = Meet(clock, Day(2026, 10, 8));
  EXPECT_EQ(in_time.state, ClockState::kMet);
  EXPECT_FALSE(WasLate(in_time));
  EXPECT_FALSE(in_time.reported.has_value());
  const ClockFile late = Meet(clock, Day(2026, 10, 9));
  EXPECT_TRUE(WasLate(late));
  EXPECT_EQ(late.reported, Day(2026, 10, 9));
  const ClockFile after_report = Meet(Expire(clock, Day(2026, 10, 9)).value(), Day(2026, 10, 12));
  EXPECT_EQ(after_report.state, ClockState::kMet) << "what is overdue can still be done";
  EXPECT_EQ(after_report.reported, Day(2026, 10, 9)) << "and was reported once";
  EXPECT_EQ(Meet(Cancel(clock), Day(2026, 8, 1)).state, ClockState::kCancelled);
  EXPECT_EQ(Cancel(in_time), in_time);
}

}  // namespace
}  // namespace probity::scoring::clocks

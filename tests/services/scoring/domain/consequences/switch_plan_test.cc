#include "services/scoring/domain/consequences/switch_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <set>
#include <vector>

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Day = absl::CivilDay;

constexpr auto kClose = SwitchAction::kClose;
constexpr auto kOpen = SwitchAction::kOpen;
constexpr auto kWithdraw = SwitchAction::kWithdraw;

TEST(ClosedDays, AreTheUnionOfSpansThatOverlapOrTouch) {
  EXPECT_THAT(ClosedDays({{Day(2026, 3, 1), Day(2026, 3, 31)},
                          {Day(2026, 2, 1), Day(2026, 2, 28)},
                          {Day(2026, 3, 10), Day(2026, 3, 20)}}),
              ElementsAre(Span{Day(2026, 2, 1), Day(2026, 3, 31)}));
  EXPECT_THAT(
      ClosedDays({{Day(2026, 2, 1), Day(2026, 2, 28)}, {Day(2026, 3, 2), std::nullopt}}),
      ElementsAre(Span{Day(2026, 2, 1), Day(2026, 2, 28)}, Span{Day(2026, 3, 2), std::nullopt}))
      << "one day between them stays open";
  EXPECT_THAT(ClosedDays({{Day(2026, 2, 1), std::nullopt}, {Day(2026, 3, 2), Day(2026, 3, 9)}}),
              ElementsAre(Span{Day(2026, 2, 1), std::nullopt}));
}

TEST(Switch, IsClosedOnTheFirstDayAndOpenedTheDayAfterTheLast) {
  const SwitchPlan plan = PlanSwitch({{Day(2026, 2, 1), Day(2026, 2, 28)}}, {});
  EXPECT_THAT(plan.superseded, IsEmpty());
  EXPECT_THAT(plan.issued, ElementsAre(SwitchOrder{0, kClose, Day(2026, 2, 1), 0, false},
                                       SwitchOrder{0, kOpen, Day(2026, 3, 1), 0, false}));
}

TEST(Switch, OfACancelledInstitutionIsNeverOpenedAgain) {
  EXPECT_THAT(PlanSwitch({{Day(2026, 2, 1), std::nullopt}}, {}).issued,
              ElementsAre(SwitchOrder{0, kClose, Day(2026, 2, 1), 0, false}));
}

TEST(Switch, StaysClosedWhereTwoSuspensionsOverlap) {
  const SwitchPlan plan =
      PlanSwitch({{Day(2026, 2, 1), Day(2026, 2, 28)}, {Day(2026, 2, 15), Day(2026, 8, 14)}},
                 {{1, kClose, Day(2026, 2, 1), 0, true}, {2, kOpen, Day(2026, 3, 1), 0, false}});
  EXPECT_THAT(plan.superseded, ElementsAre(2));
  EXPECT_THAT(plan.issued, ElementsAre(SwitchOrder{0, kOpen, Day(2026, 8, 15), 0, false}));
}

TEST(Switch, CommandsThatWereAcknowledgedAreWithdrawnExpressly) {
  const SwitchPlan plan =
      PlanSwitch({{Day(2026, 2, 1), Day(2026, 2, 10)}},
                 {{1, kClose, Day(2026, 2, 1), 0, true}, {2, kOpen, Day(2026, 3, 1), 0, true}});
  EXPECT_THAT(plan.superseded, ElementsAre(2));
  EXPECT_THAT(plan.issued, ElementsAre(SwitchOrder{0, kWithdraw, Day(2026, 3, 1), 2, false},
                                       SwitchOrder{0, kOpen, Day(2026, 2, 11), 0, false}));
}

TEST(Switch, NeedsNoCommandWhenNothingChanges) {
  const SwitchPlan plan =
      PlanSwitch({{Day(2026, 2, 1), Day(2026, 2, 28)}},
                 {{1, kClose, Day(2026, 2, 1), 0, true}, {2, kOpen, Day(2026, 3, 1), 0, false}});
  EXPECT_THAT(plan.superseded, IsEmpty());
  EXPECT_THAT(plan.issued, IsEmpty());
}

// Whatever changes in whatever order: who carries out the commands that count is closed on exactly
// the days of the last plan.
TEST(SwitchProperty, CommandsThatCountCloseExactlyTheSuspendedDays) {
  EXPECT_TRUE(rc::check([] {
    std::vector<SwitchOrder> standing;
    int32_t no = 0;
    for (int round = 0; round < 4; ++round) {
      std::vector<Span> spans;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        const Day first = Day(2026, 1, 1) + *rc::gen::inRange(0, 40);
        spans.push_back({first, first + *rc::gen::inRange(0, 20)});
      }
      const SwitchPlan plan = PlanSwitch(spans, standing);
      std::erase_if(standing, [&](const SwitchOrder& one) {
        return std::count(plan.superseded.begin(), plan.superseded.end(), one.no) > 0;
      });
      for (SwitchOrder one : plan.issued) {
        one.no = ++no;
        one.acknowledged = *rc::gen::arbitrary<bool>();
        if (one.action != kWithdraw) standing.push_back(one);
      }
      std::map<Day, SwitchAction> by_day;
      for (const SwitchOrder& one : standing) {
        RC_ASSERT(by_day.emplace(one.effective, one.action).second);
      }
      bool closed = false;
      for (Day day(2026, 1, 1); day < Day(2026, 4, 1); ++day) {
        const auto command = by_day.find(day);
        if (command != by_day.end()) closed = command->second == kClose;
        bool suspended = false;
        for (const Span& span : spans) suspended = suspended || span.Contains(day);
        RC_ASSERT(closed == suspended);
      }
    }
  }));
}

}  // namespace
}  // namespace probity::scoring

#include "services/scoring/domain/consequences/cancellation.h"

#include <gtest/gtest.h>

#include <string>

#include "common/status/status.h"
#include "tests/services/scoring/domain/policies.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

CancellationOrder Order(Day served) {
  CancellationOrder order;
  order.subject_id = "M001";
  order.served = served;
  order.since = Day(2028, 2, 28);
  order.document = "doc 1";
  order.person = "director";
  return order;
}

// A policy whose heaviest band bars for 1 year, for one event for 3.
policy::Policy Bars() {
  policy::Policy policy = MedicalPolicy();
  policy.bands.back().effects = {policy::Terminate{1, policy::Scope::kWholeInstitution, 3}};
  return policy;
}

TEST(CancellationTest, BeginsTheDayAfterTheServiceAndIsOpen) {
  const auto measure = OrderCancellation(Order(Day(2028, 2, 28)), Bars(), Day(2028, 3, 1));
  ASSERT_TRUE(measure.ok()) << measure.status();
  EXPECT_EQ(measure->kind, MeasureKind::kCancellation);
  EXPECT_EQ(measure->first, Day(2028, 2, 29));
  EXPECT_FALSE(measure->last.has_value());
  EXPECT_EQ(measure->year, 0) << "no year's points brought it";
}

TEST(CancellationTest, ItsBarIsThatOfTheBandThatTerminates) {
  struct Row {
    Day served;
    bool one_event;
    Day until;
  };
  for (const Row& row :
       {Row{Day(2028, 3, 1), false, Day(2029, 3, 1)}, Row{Day(2028, 3, 1), true, Day(2031, 3, 1)},
        Row{Day(2028, 2, 29), false, Day(2029, 2, 28)}}) {
    CancellationOrder order = Order(row.served);
    order.one_event = row.one_event;
    const auto measure = OrderCancellation(order, Bars(), Day(2028, 3, 1));
    ASSERT_TRUE(measure.ok()) << measure.status();
    EXPECT_EQ(measure->bar_until, row.until) << row.served << " one event " << row.one_event;
  }
  policy::Policy none = Bars();
  none.bands.back().effects.clear();
  const auto measure = OrderCancellation(Order(Day(2028, 3, 1)), none, Day(2028, 3, 1));
  ASSERT_TRUE(measure.ok()) << measure.status();
  EXPECT_FALSE(measure->bar_until.has_value()) << "no band of the policy terminates";
}

TEST(CancellationTest, IsServedFromTheDayOfWhatItRestsOnToToday) {
  const auto reason = [](Day served) {
    const auto measure = OrderCancellation(Order(served), Bars(), Day(2028, 3, 1));
    return measure.ok() ? std::string("OK") : DetailOf(measure.status()).reason;
  };
  EXPECT_EQ(reason(Day(2028, 2, 27)), "SERVICE_DATE_INVALID");
  EXPECT_EQ(reason(Day(2028, 2, 28)), "OK");
  EXPECT_EQ(reason(Day(2028, 3, 1)), "OK");
  EXPECT_EQ(reason(Day(2028, 3, 2)), "G15_SERVICE_REQUIRED");
}

TEST(CancellationTest, EndsTheDayAfterTheRevocationOrNeverRan) {
  const Measure measure =
      OrderCancellation(Order(Day(2028, 3, 1)), Bars(), Day(2028, 3, 1)).value();
  const Measure later = EndCancellation(measure, Day(2028, 4, 1));
  EXPECT_EQ(later.status, MeasureStatus::kFellAway);
  EXPECT_EQ(DaysOf(later), (Span{Day(2028, 3, 2), Day(2028, 4, 1)}));
  EXPECT_FALSE(later.bar_until.has_value());
  EXPECT_FALSE(DaysOf(EndCancellation(measure, Day(2028, 3, 1))).has_value())
      << "revoked before its first day";
}

}  // namespace
}  // namespace probity::scoring

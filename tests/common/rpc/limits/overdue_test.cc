// What is done about what does not come.
#include "common/rpc/overdue.h"

#include <atomic>
#include <future>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::rpc {
namespace {

TEST(Overdue, ActsInTheOrderOfTheirTimes) {
  std::vector<int> order;
  std::promise<void> last;
  Overdue overdue;
  const absl::Time now = absl::Now();
  overdue.Expect(now + absl::Milliseconds(60), [&] {
    order.push_back(3);
    last.set_value();
  });
  overdue.Expect(now + absl::Milliseconds(20), [&] { order.push_back(1); });
  overdue.Expect(now + absl::Milliseconds(40), [&] { order.push_back(2); });
  last.get_future().wait();
  EXPECT_THAT(order, ::testing::ElementsAre(1, 2, 3));
}

TEST(Overdue, WhatIsForgottenInTimeIsNotDone) {
  std::atomic<bool> done = false;
  std::promise<void> later;
  Overdue overdue;
  const auto id = overdue.Expect(absl::Now() + absl::Milliseconds(50), [&] { done = true; });
  EXPECT_TRUE(overdue.Forget(id));
  EXPECT_FALSE(overdue.Forget(id)) << "only once";
  overdue.Expect(absl::Now() + absl::Milliseconds(100), [&] { later.set_value(); });
  later.get_future().wait();
  EXPECT_FALSE(done);
}

TEST(Overdue, WhoForgetsTooLateWaitsForTheEnd) {
  std::promise<void> begun;
  std::atomic<bool> ended = false;
  Overdue overdue;
  const auto id = overdue.Expect(absl::Now(), [&] {
    begun.set_value();
    absl::SleepFor(absl::Milliseconds(50));
    ended = true;
  });
  begun.get_future().wait();
  EXPECT_FALSE(overdue.Forget(id));
  EXPECT_TRUE(ended);
}

TEST(Overdue, AnActMayForgetItself) {
  std::promise<bool> forgot;
  std::promise<Overdue::Id> id;
  Overdue overdue;
  id.set_value(overdue.Expect(absl::Now() + absl::Milliseconds(20),
                              [&] { forgot.set_value(overdue.Forget(id.get_future().get())); }));
  EXPECT_FALSE(forgot.get_future().get());
}

TEST(Overdue, NothingIsDoneAfterItsEnd) {
  std::atomic<bool> done = false;
  {
    Overdue().Expect(absl::Now() + absl::Milliseconds(50), [&] { done = true; });
  }
  absl::SleepFor(absl::Milliseconds(80));
  EXPECT_FALSE(done);
}

}  // namespace
}  // namespace probity::rpc

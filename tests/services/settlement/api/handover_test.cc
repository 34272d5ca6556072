// Between the thread that calculates and the one that writes: nothing lost, nothing out of order,
// nobody left waiting.
#include "services/settlement/api/handover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace probity::settlement {
namespace {

TEST(HandoverTest, EverythingGivenIsTakenInOrderAndThenNothing) {
  constexpr int kThings = 1000;
  Handover<std::unique_ptr<int>> handover(3);
  std::thread maker([&handover] {
    for (int i = 0; i < kThings; ++i) EXPECT_TRUE(handover.Give(std::make_unique<int>(i)));
    handover.End();
  });
  int next = 0;
  while (std::optional<std::unique_ptr<int>> thing = handover.Take()) EXPECT_EQ(**thing, next++);
  maker.join();
  EXPECT_EQ(next, kThings);
  EXPECT_FALSE(handover.Take().has_value());
}

TEST(HandoverTest, WhoeverWaitsForRoomIsToldThatNobodyTakesAnyMore) {
  Handover<int> handover(1);
  EXPECT_TRUE(handover.Give(1));
  bool given = true;
  std::thread maker([&] { given = handover.Give(2); });
  handover.End();
  maker.join();
  EXPECT_FALSE(given);
  EXPECT_EQ(handover.Take(), 1) << "what was given before stays";
  EXPECT_EQ(handover.Take(), std::nullopt);
}

}  // namespace
}  // namespace probity::settlement

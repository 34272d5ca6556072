#include "common/sql/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/sql/statement_cache.h"

namespace probity::sql {
namespace {

TEST(GateTest, ServesWaitersInTheOrderTheyCame) {
  Gate gate(1);
  ASSERT_TRUE(gate.Enter(absl::InfiniteFuture()));
  std::mutex mutex;
  std::vector<size_t> order;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      EXPECT_TRUE(gate.Enter(absl::InfiniteFuture()));
      {
        const std::lock_guard lock(mutex);
        order.push_back(i);
      }
      gate.Leave();
    });
    while (gate.waiting() <= i) std::this_thread::yield();  // it queues before the next one
  }
  gate.Leave();
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(order, ::testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

TEST(GateTest, LetsNoMoreInThanItsCapacity) {
  Gate gate(3);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      EXPECT_TRUE(gate.Enter(absl::InfiniteFuture()));
      const int now = ++inside;
      int seen = most;
      while (now > seen && !most.compare_exchange_weak(seen, now)) {
      }
      absl::SleepFor(absl::Milliseconds(5));
      --inside;
      gate.Leave();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 3);
}

TEST(GateTest, AWaiterGivesUpAtItsDeadlineAndHoldsNothing) {
  Gate gate(1);
  ASSERT_TRUE(gate.Enter(absl::InfinitePast())) << "a free place needs no waiting";
  EXPECT_FALSE(gate.Enter(absl::Now() + absl::Milliseconds(20)));
  gate.Leave();
  EXPECT_TRUE(gate.Enter(absl::InfinitePast()));
}

TEST(StatementCacheTest, AStatementInUseIsOutsideAndTheOldestGoesFirst) {
  StatementCache<int> cache(2);
  cache.Give("a", 1);
  cache.Give("b", 2);
  EXPECT_EQ(cache.Take("a"), 1);
  EXPECT_EQ(cache.Take("a"), std::nullopt) << "it is in use";
  cache.Give("a", 1);
  cache.Give("a", 9);  // a twin that came back later is dropped
  cache.Give("c", 3);
  EXPECT_EQ(cache.Take("b"), std::nullopt) << "the least recently used one was dropped";
  EXPECT_EQ(cache.Take("a"), 1);
  EXPECT_EQ(cache.Take("c"), 3);
}

}  // namespace
}  // namespace probity::sql

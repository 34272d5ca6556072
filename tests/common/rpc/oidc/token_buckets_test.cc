// How often: a burst, then as time allows, for each key alone, in bounded memory.
#include "common/rpc/token_buckets.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace probity::rpc {
namespace {

class TokenBucketsTest : public ::testing::Test {
 protected:
  TokenBuckets Make(int burst, absl::Duration refill, size_t max_keys = 100) {
    return TokenBuckets({.burst = burst, .refill = refill, .max_keys = max_keys},
                        [this] { return now_; });
  }
  // How many of `wanted` are given now.
  static int Taken(TokenBuckets& buckets, const std::string& key, int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; ++i) taken += buckets.Take(key) ? 1 : 0;
    return taken;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
};

TEST_F(TokenBucketsTest, GiveABurstAndThenOneAtATime) {
  TokenBuckets buckets = Make(3, absl::Seconds(10));
  EXPECT_EQ(Taken(buckets, "a", 10), 3);
  now_ += absl::Seconds(10) - absl::Nanoseconds(1);
  EXPECT_EQ(Taken(buckets, "a", 10), 0) << "a moment early";
  now_ += absl::Nanoseconds(1);
  EXPECT_EQ(Taken(buckets, "a", 10), 1);
  now_ += absl::Seconds(20);
  EXPECT_EQ(Taken(buckets, "a", 10), 2);
  now_ += absl::Hours(1);
  EXPECT_EQ(Taken(buckets, "a", 10), 3) << "no more than the bucket holds";
}

TEST_F(TokenBucketsTest, AreApartByKey) {
  TokenBuckets buckets = Make(2, absl::Seconds(1));
  EXPECT_EQ(Taken(buckets, "a", 5), 2);
  EXPECT_EQ(Taken(buckets, "b", 5), 2);
  EXPECT_EQ(Taken(buckets, "", 5), 2) << "the empty key is one, too";
  EXPECT_EQ(Taken(buckets, std::string("a\0", 2), 5), 2);
}

TEST_F(TokenBucketsTest, RefusedAttemptsCostNothing) {
  TokenBuckets buckets = Make(1, absl::Seconds(1));
  EXPECT_EQ(Taken(buckets, "a", 1'000), 1);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Taken(buckets, "a", 1), 1) << "who goes on trying is not shut out for longer";
}

TEST_F(TokenBucketsTest, AskingTakesNothing) {
  TokenBuckets buckets = Make(1, absl::Seconds(1));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(buckets.Has("a"));
  EXPECT_EQ(buckets.size(), 0U) << "and is not remembered";
  EXPECT_TRUE(buckets.Take("a"));
  EXPECT_FALSE(buckets.Has("a"));
  now_ += absl::Seconds(1);
  EXPECT_TRUE(buckets.Has("a"));
}

TEST_F(TokenBucketsTest, FullBucketsAreForgotten) {
  TokenBuckets buckets = Make(5, absl::Seconds(1));
  for (int i = 0; i < 50; ++i) buckets.Take(absl::StrCat("key ", i));
  EXPECT_EQ(buckets.size(), 50U);
  now_ += absl::Seconds(1);
  buckets.Take("another");
  EXPECT_EQ(buckets.size(), 1U);
}

TEST_F(TokenBucketsTest, AFloodOfKeysIsBoundedAndTheMostUsedIsKept) {
  TokenBuckets buckets = Make(3, absl::Seconds(1), 10);
  EXPECT_EQ(Taken(buckets, "busy", 3), 3);
  for (int i = 0; i < 10'000; ++i) buckets.Take(absl::StrCat("key ", i));
  EXPECT_EQ(buckets.size(), 10U);
  EXPECT_FALSE(buckets.Take("busy")) << "a flood of other keys does not refill it";
}

TEST_F(TokenBucketsTest, AClockSetBackGivesNothingForNothing) {
  TokenBuckets buckets = Make(2, absl::Seconds(1));
  EXPECT_EQ(Taken(buckets, "a", 5), 2);
  now_ -= absl::Hours(1);
  EXPECT_EQ(Taken(buckets, "a", 5), 0);
  now_ += absl::Hours(1) + absl::Seconds(2);
  EXPECT_EQ(Taken(buckets, "a", 5), 2);
}

TEST_F(TokenBucketsTest, OfSeveralThreadsGiveTheBurstOnce) {
  TokenBuckets buckets = Make(100, absl::Hours(1));
  std::vector<int> taken(4);
  std::vector<std::thread> threads;
  for (int& one : taken) {
    threads.emplace_back([&buckets, &one] { one = Taken(buckets, "a", 100); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken[0] + taken[1] + taken[2] + taken[3], 100);
}

}  // namespace
}  // namespace probity::rpc

// What one caller, or one address, can take of what all share.
#include <future>
#include <mutex>

#include "common/rpc/limits.h"
#include "common/rpc/origins.h"
#include "common/rpc/reading_turns.h"
#include "common/rpc/worker_pool.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::rpc {
namespace {

using ::testing::ElementsAre;

// A pool whose workers are held until Open, and what ran in which order.
class Held {
 public:
  Held(int workers, int queue) : pool_(workers, queue) {}
  ~Held() {
    if (!opened_) Open();
  }

  bool Offer(const std::string& caller, const std::string& name = "") {
    WorkerPool::Job job = Named(name);
    return pool_.Offer(caller, job);
  }
  void Push(const std::string& caller) { pool_.Push(caller, Named("")); }
  // How many of `tries` are taken.
  int OfferMany(const std::string& caller, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; ++i) taken += Offer(caller) ? 1 : 0;
    return taken;
  }
  void AwaitRunning(size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    began_.wait(lock, [&] { return ran_.size() >= count; });
  }
  size_t running() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return ran_.size();
  }
  void Open() {
    opened_ = true;
    gate_.set_value();
  }
  std::vector<std::string> Ran(size_t count) {
    AwaitRunning(count);
    const std::lock_guard<std::mutex> lock(mutex_);
    return ran_;
  }

 private:
  WorkerPool::Job Named(const std::string& name) {
    return [this, name] {
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        ran_.push_back(name);
      }
      began_.notify_all();
      opening_.wait();
    };
  }

  std::promise<void> gate_;
  const std::shared_future<void> opening_ = gate_.get_future().share();
  bool opened_ = false;
  std::mutex mutex_;
  std::condition_variable began_;
  std::vector<std::string> ran_;
  WorkerPool pool_;  // goes first
};

TEST(Queue, OneCallerAloneFillsHalfOfIt) {
  Held pool(1, 8);
  ASSERT_TRUE(pool.Offer("greedy"));
  pool.AwaitRunning(1);
  EXPECT_EQ(pool.OfferMany("greedy", 20), 4);
  EXPECT_TRUE(pool.Offer("honest")) << "whoever comes next finds a place";
}

TEST(Queue, ManyCallersLeaveAPlaceForTheNext) {
  Held pool(1, 8);
  ASSERT_TRUE(pool.Offer("first"));
  pool.AwaitRunning(1);
  std::vector<int> taken;
  for (const std::string caller : {"a", "b", "c"}) taken.push_back(pool.OfferMany(caller, 20));
  EXPECT_THAT(taken, ElementsAre(4, 2, 1));
}

TEST(Queue, CallersTakeTurns) {
  Held pool(1, 20);
  ASSERT_TRUE(pool.Offer("greedy", "g0"));
  pool.AwaitRunning(1);
  for (const std::string job : {"g1", "g2", "g3", "g4"}) ASSERT_TRUE(pool.Offer("greedy", job));
  for (const std::string job : {"h1", "h2"}) ASSERT_TRUE(pool.Offer("honest", job));
  pool.Open();
  EXPECT_THAT(pool.Ran(7), ElementsAre("g0", "g1", "h1", "g2", "h2", "g3", "g4"));
}

TEST(Queue, AQuarterOfTheWorkersIsKeptFreeOfOneCaller) {
  Held pool(8, 100);
  for (int i = 0; i < 20; ++i) pool.Push("greedy");
  pool.AwaitRunning(6);
  ASSERT_TRUE(pool.Offer("honest"));
  pool.AwaitRunning(7);
  EXPECT_EQ(pool.running(), 7u) << "six of one caller, one of the other";
}

TEST(Queue, WhoMayNotRunStillWaits) {
  Held pool(4, 2);
  EXPECT_EQ(pool.OfferMany("greedy", 10), 3 + 1) << "three of four workers, half of the queue";
  pool.AwaitRunning(3);
  EXPECT_TRUE(pool.Offer("honest"));
  pool.AwaitRunning(4);
}

TEST(Queue, OfTwoWorkersOneCallerMayHaveBoth) {
  Held pool(2, 4);
  ASSERT_EQ(pool.OfferMany("only", 2), 2);
  pool.AwaitRunning(2);
}

TEST(ReadingTurns, OneCallerHasSoManyAtOnceAndTheRestInOrder) {
  ReadingTurns turns(2);
  std::vector<std::string> begun;
  const auto enter = [&](const std::string& caller, const char* name) {
    turns.Enter(caller, name, [&begun, name] { begun.emplace_back(name); });
  };
  const std::vector<const char*> names = {"a1", "a2", "a3", "a4", "a5"};
  for (const char* name : names) enter("a", name);
  enter("b", "b1");
  EXPECT_THAT(begun, ElementsAre("a1", "a2", "b1")) << "another caller does not wait";
  EXPECT_TRUE(turns.Withdraw("a", names[2])) << "it had not begun";
  EXPECT_FALSE(turns.Withdraw("a", names[2])) << "only once";
  EXPECT_FALSE(turns.Withdraw("a", names[0])) << "it has begun";
  turns.Leave("a");
  turns.Leave("a");
  EXPECT_THAT(begun, ElementsAre("a1", "a2", "b1", "a4", "a5"));
  turns.Leave("a");
  turns.Leave("a");
  enter("a", "a6");
  EXPECT_EQ(begun.back(), "a6");
}

// What becomes of a call when it has entered.
void Over(Origins& origins, const std::string& address, int64_t bytes = 0) {
  origins.Answered(address);
  origins.Leave(address, bytes);
}

TEST(Origins, CallsOfOneAddressAreCountedApart) {
  Origins origins(2, 100);
  EXPECT_TRUE(origins.Enter("a"));
  EXPECT_TRUE(origins.Enter("a"));
  EXPECT_FALSE(origins.Enter("a")) << "the third at once";
  EXPECT_TRUE(origins.Enter("b"));
  Over(origins, "a");
  EXPECT_FALSE(origins.Enter("a")) << "the refused one is there, too, until it is over";
  Over(origins, "a");
  Over(origins, "a");
  EXPECT_TRUE(origins.Enter("a"));
}

TEST(Origins, AnAnsweredCallThatIsNotOverTakesNoPlaceUntilThereAreMany) {
  Origins origins(2, 100);
  for (int i = 0; i < 2 * kCallsNotOver; ++i) {
    EXPECT_TRUE(origins.Enter("a")) << i;
    origins.Answered("a");
  }
  EXPECT_FALSE(origins.Enter("a")) << "gRPC holds too many of them";
  Over(origins, "a");
  origins.Leave("a", 0);
  EXPECT_TRUE(origins.Enter("a"));
}

TEST(Origins, OneAddressHoldsHalfOfTheBytesAndLeavesTheRest) {
  Origins origins(10, 100);
  ASSERT_TRUE(origins.Enter("a"));
  ASSERT_TRUE(origins.Enter("b"));
  EXPECT_TRUE(origins.Hold("a", 30));
  EXPECT_TRUE(origins.Hold("a", 30)) << "60 of 100 - 30";
  EXPECT_FALSE(origins.Hold("a", 30)) << "90 of 100 - 60";
  Over(origins, "a", 90);
  EXPECT_TRUE(origins.Hold("b", 50));
  Over(origins, "b", 50);
}

TEST(Origins, WastedCallsRunOut) {
  Origins origins(10, 100);
  int left = 0;
  while (origins.Waste("a") && left < 2 * kWastedCalls) ++left;
  EXPECT_GE(left, kWastedCalls);
  EXPECT_LT(left, 2 * kWastedCalls);
  EXPECT_TRUE(origins.Waste("b"));
}

}  // namespace
}  // namespace probity::rpc

#include "common/outbox/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/crypto/seeded_entropy.h"
#include "common/outbox/sender.h"
#include "common/status/status.h"

namespace probity::outbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kSqlite[] =
    "CREATE TABLE verdict_outbox (round_id BLOB NOT NULL, case_token TEXT NOT NULL,"
    " payload BLOB NOT NULL, PRIMARY KEY (round_id, case_token)) WITHOUT ROWID;\n"
    "CREATE TABLE done (case_token TEXT NOT NULL PRIMARY KEY, answer TEXT NOT NULL) WITHOUT "
    "ROWID;\n";
constexpr char kMySql[] =
    "CREATE TABLE verdict_outbox (round_id BINARY(16) NOT NULL, case_token VARCHAR(32) NOT NULL,"
    " payload MEDIUMBLOB NOT NULL, PRIMARY KEY (round_id, case_token)) ENGINE=InnoDB;\n"
    "CREATE TABLE done (case_token VARCHAR(32) NOT NULL PRIMARY KEY,"
    " answer VARCHAR(32) NOT NULL) ENGINE=InnoDB;\n";

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

Message Verdict(const std::string& token) {
  return {{sql::Blob{std::string(16, 'r')}, token}, "verdict of " + token};
}

// The other service: refuses or is away as a test says, and remembers what it took.
class Receiver {
 public:
  absl::StatusOr<std::string> Take(const Message& message) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::string token = std::get<std::string>(message.key[1]);
    ++attempts_[token];
    if (!away_.ok()) return away_;
    if (refused_.count(token) > 0) return absl::FailedPreconditionError("not now");
    if (message.payload != "verdict of " + token) return absl::InternalError("wrong payload");
    taken_.push_back(token);
    return "took " + token;
  }
  void Refuse(const std::string& token) { refused_[token] = true; }
  void Accept(const std::string& token) { refused_.erase(token); }
  void GoAway(absl::Status status) { away_ = std::move(status); }
  std::vector<std::string> taken() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return taken_;
  }
  int attempts(const std::string& token) { return attempts_[token]; }

 private:
  std::mutex mutex_;
  std::map<std::string, bool> refused_;
  std::map<std::string, int> attempts_;
  std::vector<std::string> taken_;
  absl::Status away_;
};

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() {
    folder_ = std::filesystem::temp_directory_path() /
              ("outbox_test." + std::to_string(::getpid()) + "." +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    sql::Options options;
    options.url = "sqlite:" + (folder_ / "outbox.db").string();
    auto opened = sql::Open(options, {{1, "0001_outbox", kSqlite, kMySql}});
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }
  ~OutboxTest() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  absl::Status Write(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(30), body);
  }
  void PutAll(const std::vector<std::string>& tokens) {
    const absl::Status status = Write([&](sql::Tx& tx) {
      for (const std::string& token : tokens) {
        PROBITY_RETURN_IF_ERROR(Put(tx, shape_, Verdict(token)));
      }
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  int64_t Waiting() {
    int64_t count = -1;
    const absl::Status status = database_->Read(absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) {
      PROBITY_ASSIGN_OR_RETURN(count, CountWaiting(tx, shape_));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return count;
  }
  std::vector<std::string> Answers() {
    std::vector<std::string> answers;
    const absl::Status status = database_->Read(absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) {
      PROBITY_ASSIGN_OR_RETURN(const auto rows,
                               tx.Query("SELECT answer FROM done ORDER BY case_token", {}));
      for (const sql::Row& row : rows) answers.push_back(row.Text(0));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return answers;
  }
  SenderActions Actions() {
    return {[this](const Message& message) { return receiver_.Take(message); },
            [](sql::Tx& tx, const Message& message, const std::string& answer) {
              return tx
                  .Execute("INSERT INTO done (case_token, answer) VALUES (?, ?)",
                           {message.key[1], answer})
                  .status();
            },
            [this](const Message& message, const absl::Status&, int attempts) {
              failures_.push_back(
                  absl::StrFormat("%s #%d", std::get<std::string>(message.key[1]), attempts));
            }};
  }

  std::filesystem::path folder_;
  std::unique_ptr<sql::Database> database_;
  const TableShape shape_{"verdict_outbox",
                          {{"round_id", ColumnType::kBytes}, {"case_token", ColumnType::kText}}};
  Receiver receiver_;
  std::vector<std::string> failures_;
};

TEST_F(OutboxTest, HoldsAMessageOnlyIfItsTransactionHappened) {
  const absl::Status undone = Write([&](sql::Tx& tx) {
    PROBITY_RETURN_IF_ERROR(Put(tx, shape_, Verdict("a")));
    return absl::CancelledError("no");
  });
  EXPECT_EQ(undone.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(Waiting(), 0);
  PutAll({"a"});
  EXPECT_EQ(Waiting(), 1);
}

TEST_F(OutboxTest, RefusesASecondMessageOfOneKey) {
  PutAll({"a"});
  const absl::Status again = Write([&](sql::Tx& tx) { return Put(tx, shape_, Verdict("a")); });
  EXPECT_EQ(again.code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(OutboxTest, DeliversOldestFirstAndRemovesWithTheAcknowledgment) {
  PutAll({"c", "a", "b"});
  Sender sender(*database_, shape_, {}, Actions());
  EXPECT_EQ(sender.Pass(kStart).value(), 3);
  EXPECT_THAT(receiver_.taken(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Answers(), ElementsAre("took a", "took b", "took c"));
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(sender.Pass(kStart).value(), 0);
}

TEST_F(OutboxTest, DeliversInAnOrderDrawnFromTheEntropy) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 20; ++i) tokens.push_back(absl::StrFormat("%02d", i));
  std::vector<std::vector<std::string>> orders;
  for (const char* seed : {"one", "one", "two"}) {
    PutAll(tokens);
    Receiver receiver;
    SenderOptions options;
    options.order = Order::kRandom;
    options.entropy = crypto::SeededEntropy(seed);
    Sender sender(*database_, shape_, options,
                  {[&](const Message& message) { return receiver.Take(message); }, {}, {}});
    EXPECT_EQ(sender.Pass(kStart).value(), 20);
    orders.push_back(receiver.taken());
  }
  EXPECT_THAT(orders[0], ::testing::UnorderedElementsAreArray(tokens));
  EXPECT_NE(orders[0], tokens);
  EXPECT_EQ(orders[0], orders[1]) << "one seed, one order";
  EXPECT_NE(orders[0], orders[2]);
}

TEST_F(OutboxTest, LetsOthersPassWhileOneIsRefusedAndDoublesItsPause) {
  PutAll({"a", "b"});
  receiver_.Refuse("a");
  Sender sender(*database_, shape_, {}, Actions());
  EXPECT_EQ(sender.Pass(kStart).value(), 1);
  EXPECT_THAT(receiver_.taken(), ElementsAre("b"));

  // Due again after 1, 1 + 2, 1 + 2 + 4 seconds.
  for (int second = 0; second < 7; ++second) {
    EXPECT_EQ(sender.Pass(kStart + absl::Seconds(second)).value(), 0);
  }
  EXPECT_THAT(failures_, ElementsAre("a #1", "a #2", "a #3"));
  receiver_.Accept("a");
  EXPECT_EQ(sender.Pass(kStart + absl::Seconds(7)).value(), 1);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(OutboxTest, NeverPausesLongerThanTheLongestRetry) {
  PutAll({"a"});
  receiver_.Refuse("a");
  SenderOptions options;
  options.longest_retry = absl::Seconds(5);
  Sender sender(*database_, shape_, options, Actions());
  for (int second = 0; second < 100; ++second) {
    EXPECT_EQ(sender.Pass(kStart + absl::Seconds(second)).value(), 0);
  }
  // 0, 1, 3, 7, then every 5 seconds up to 97.
  EXPECT_EQ(receiver_.attempts("a"), 4 + 18);
}

TEST_F(OutboxTest, TriesNoOtherMessageWhileTheReceiverIsAway) {
  for (const absl::Status& away :
       {absl::UnavailableError("down"), absl::DeadlineExceededError("slow")}) {
    PutAll({"a", "b", "c"});
    Receiver receiver;
    Sender sender(*database_, shape_, {},
                  {[&](const Message& message) { return receiver.Take(message); }, {}, {}});
    receiver.GoAway(away);
    EXPECT_EQ(sender.Pass(kStart).value(), 0);
    EXPECT_EQ(sender.Pass(kStart + absl::Milliseconds(999)).value(), 0);
    EXPECT_EQ(receiver.attempts("a"), 1);
    EXPECT_EQ(receiver.attempts("b") + receiver.attempts("c"), 0);
    receiver.GoAway(absl::OkStatus());
    EXPECT_EQ(sender.Pass(kStart + absl::Seconds(1)).value(), 3);
    EXPECT_EQ(Waiting(), 0);
  }
}

TEST_F(OutboxTest, KnowsSinceWhenTheOldestMessageWaits) {
  Sender sender(*database_, shape_, {}, Actions());
  EXPECT_EQ(sender.waiting_since(), absl::InfiniteFuture()) << "nothing has been looked at";
  receiver_.Refuse("a");
  PutAll({"a"});
  EXPECT_EQ(sender.Pass(kStart).value(), 0);
  EXPECT_EQ(sender.waiting_since(), kStart);
  PutAll({"b"});
  EXPECT_EQ(sender.Pass(kStart + absl::Seconds(1)).value(), 1);
  EXPECT_EQ(sender.waiting_since(), kStart) << "the younger one does not count";
  receiver_.Accept("a");
  PutAll({"c"});
  receiver_.Refuse("c");
  EXPECT_EQ(sender.Pass(kStart + absl::Seconds(60)).value(), 1);
  EXPECT_EQ(sender.Pass(kStart + absl::Seconds(61)).value(), 0);
  EXPECT_EQ(sender.waiting_since(), kStart + absl::Seconds(60)) << "since it was first seen";
  receiver_.Accept("c");
  EXPECT_EQ(sender.Pass(kStart + absl::Seconds(120)).value(), 1);
  EXPECT_EQ(sender.Pass(kStart + absl::Seconds(121)).value(), 0);
  EXPECT_EQ(sender.waiting_since(), absl::InfiniteFuture());
}

TEST_F(OutboxTest, DeliversAgainIfTheAcknowledgmentCouldNotBeStored) {
  PutAll({"a"});
  bool fail = true;
  SenderActions actions = Actions();
  const Acknowledged store = actions.acknowledged;
  actions.acknowledged = [&](sql::Tx& tx, const Message& message, const std::string& answer) {
    if (fail) return absl::InternalError("bug");
    return store(tx, message, answer);
  };
  Sender sender(*database_, shape_, {}, actions);
  EXPECT_EQ(sender.Pass(kStart).value(), 0);
  EXPECT_EQ(Waiting(), 1) << "the removal is undone with it";
  fail = false;
  EXPECT_EQ(sender.Pass(kStart + absl::Seconds(1)).value(), 1);
  EXPECT_THAT(receiver_.taken(), ElementsAre("a", "a"));
  EXPECT_THAT(Answers(), ElementsAre("took a"));
}

TEST_F(OutboxTest, AcknowledgesOnceThoughTwoSendersDelivered) {
  PutAll({"a"});
  Sender slow(*database_, shape_, {}, [this] {
    SenderActions actions = Actions();
    actions.deliver = [this](const Message& message) {
      Sender fast(*database_, shape_, {}, Actions());
      EXPECT_EQ(fast.Pass(kStart).value(), 1);
      return receiver_.Take(message);
    };
    return actions;
  }());
  EXPECT_TRUE(slow.Pass(kStart).ok());
  EXPECT_THAT(receiver_.taken(), ElementsAre("a", "a"));
  EXPECT_THAT(Answers(), ElementsAre("took a")) << "a second insert would have failed";
  EXPECT_THAT(failures_, IsEmpty());
}

TEST_F(OutboxTest, DeliversByItselfOnceStartedAndWoken) {
  SenderOptions options;
  options.poll = absl::Hours(1);
  absl::Notification first;
  absl::Notification second;
  SenderActions actions = Actions();
  actions.acknowledged = [&](sql::Tx&, const Message& message, const std::string&) {
    (std::get<std::string>(message.key[1]) == "a" ? first : second).Notify();
    return absl::OkStatus();
  };
  Sender sender(*database_, shape_, options, actions);
  PutAll({"a"});
  sender.Start();
  ASSERT_TRUE(first.WaitForNotificationWithTimeout(absl::Seconds(20)));
  PutAll({"b"});
  sender.Wake();
  ASSERT_TRUE(second.WaitForNotificationWithTimeout(absl::Seconds(20)));
  sender.Stop();
  sender.Stop();
  EXPECT_THAT(receiver_.taken(), ElementsAre("a", "b"));
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(OutboxTest, StopsAfterTheDeliveryUnderWay) {
  PutAll({"a", "b", "c"});
  absl::Notification delivering;
  absl::Notification go_on;
  SenderActions actions = Actions();
  actions.deliver = [&](const Message& message) {
    if (!delivering.HasBeenNotified()) delivering.Notify();
    go_on.WaitForNotification();
    return receiver_.Take(message);
  };
  Sender sender(*database_, shape_, {}, actions);
  sender.Start();
  ASSERT_TRUE(delivering.WaitForNotificationWithTimeout(absl::Seconds(20)));
  std::thread stopper([&] { sender.Stop(); });
  absl::SleepFor(absl::Milliseconds(500));  // ample for Stop to be called
  go_on.Notify();
  stopper.join();
  EXPECT_THAT(receiver_.taken(), ElementsAre("a"));
  EXPECT_EQ(Waiting(), 2) << "what was not delivered waits for the next start";
}

}  // namespace
}  // namespace probity::outbox

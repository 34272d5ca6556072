// What a transaction promises, on every engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "tests/common/sql/schema.h"
#include "tests/support/databases.h"

namespace probity::sql {
namespace {

constexpr char kOpenAccount[] = "INSERT INTO account (id, balance) VALUES (?, ?)";
constexpr char kBalance[] = "SELECT balance FROM account WHERE id = ?";
constexpr char kSetBalance[] = "UPDATE account SET balance = ? WHERE id = ?";
constexpr char kCountAccounts[] = "SELECT COUNT(*) FROM account";
constexpr char kAddEntry[] = "INSERT INTO entry (account_id, seq, note) VALUES (?, ?, 'x')";
constexpr char kCountEntries[] = "SELECT COUNT(*) FROM entry";

class TransactionTest : public ::testing::TestWithParam<std::string> {
 protected:
  void OpenAccount(int64_t id, int64_t balance) {
    const absl::Status status = ExecuteAlone(*database_, kOpenAccount, {id, balance});
    ASSERT_TRUE(status.ok()) << status;
  }
  int64_t Accounts() { return ReadInt(*database_, kCountAccounts).value(); }

  testing::TestDatabase database_{GetParam(), Schema()};
};
PROBITY_ON_EVERY_ENGINE(TransactionTest);

TEST_P(TransactionTest, KeepsAllOfABodyThatSucceeds) {
  const absl::Status status = database_->Transact(Soon(), [](Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kOpenAccount, {int64_t{1}, int64_t{10}}).status());
    return tx.Execute(kOpenAccount, {int64_t{2}, int64_t{20}}).status();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Accounts(), 2);
}

TEST_P(TransactionTest, KeepsNothingOfABodyThatRefusesAndReturnsItsRefusal) {
  const absl::Status status = database_->Transact(Soon(), [](Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kOpenAccount, {int64_t{1}, int64_t{10}}).status());
    return Precondition(Reason::k_WRONG_STATE, "no");
  });
  EXPECT_TRUE(HasReason(status, Reason::k_WRONG_STATE)) << status;
  EXPECT_EQ(Accounts(), 0);
}

TEST_P(TransactionTest, KeepsNothingOfABodyThatThrowsAndStaysUsable) {
  EXPECT_THROW(database_
                   ->Transact(Soon(),
                              [](Tx& tx) -> absl::Status {
                                tx.Execute(kOpenAccount, {int64_t{1}, int64_t{10}}).IgnoreError();
                                throw std::runtime_error("a bug of a handler");
                              })
                   .IgnoreError(),
               std::runtime_error);
  EXPECT_EQ(Accounts(), 0);
  OpenAccount(1, 10);
}

TEST_P(TransactionTest, ReadsItsOwnWrites) {
  int64_t seen = 0;
  const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kOpenAccount, {int64_t{1}, int64_t{10}}).status());
    PROBITY_ASSIGN_OR_RETURN(const Row row, tx.QueryOne(kBalance, {int64_t{1}}));
    seen = row.Int(0);
    return absl::OkStatus();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(seen, 10);
}

TEST_P(TransactionTest, CountsMatchedRowsNotChangedOnes) {
  OpenAccount(1, 10);
  std::vector<int64_t> counts;
  const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    for (const auto& [balance, id] :
         std::vector<std::pair<int64_t, int64_t>>{{10, 1}, {11, 1}, {11, 2}}) {
      PROBITY_ASSIGN_OR_RETURN(const int64_t rows, tx.Execute(kSetBalance, {balance, id}));
      counts.push_back(rows);
    }
    PROBITY_ASSIGN_OR_RETURN(const int64_t deleted, tx.Execute("DELETE FROM account", {}));
    counts.push_back(deleted);
    return absl::OkStatus();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(counts, ::testing::ElementsAre(1, 1, 0, 1));
}

TEST_P(TransactionTest, ADuplicateKeyIsAlreadyExistsAndTheBodyMayGoOn) {
  OpenAccount(1, 10);
  absl::Status duplicate;
  int64_t seen = 0;
  const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    duplicate = tx.Execute(kOpenAccount, {int64_t{1}, int64_t{99}}).status();
    PROBITY_ASSIGN_OR_RETURN(const Row row, tx.QueryOne(kBalance, {int64_t{1}}));
    seen = row.Int(0);
    return tx.Execute(kOpenAccount, {int64_t{2}, int64_t{20}}).status();
  });
  EXPECT_TRUE(HasReason(duplicate, Reason::k_ALREADY_EXISTS)) << duplicate;
  EXPECT_EQ(duplicate.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(seen, 10);
  EXPECT_EQ(Accounts(), 2);
}

TEST_P(TransactionTest, AnyOtherErrorForbidsCommitEvenIfTheBodyIgnoresIt) {
  const absl::Status status = database_->Transact(Soon(), [](Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kOpenAccount, {int64_t{1}, int64_t{10}}).status());
    tx.Execute(kSetBalance, {int64_t{-1}, int64_t{1}}).IgnoreError();  // violates the CHECK
    tx.Execute(kOpenAccount, {int64_t{2}, int64_t{10}}).IgnoreError();
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
  EXPECT_EQ(Accounts(), 0);
}

TEST_P(TransactionTest, MistakesOfOursAreInternalAndNameNoStatement) {
  struct Case {
    const char* rule;
    const char* sql;
    Params params;
  };
  const std::vector<Case> cases = {
      {"a value for each placeholder", kOpenAccount, {int64_t{1}}},
      {"no unknown table", "INSERT INTO nowhere (id) VALUES (1)", {}},
      {"no unknown column", "INSERT INTO account (id, nothing) VALUES (1, 1)", {}},
      {"no syntax error", "INSERT INTO INTO account", {}},
      {"no NULL where none may be", kOpenAccount, {int64_t{1}, Null{}}},
      {"no text in a number", kOpenAccount, {int64_t{1}, std::string("abc")}},
      {"no violated CHECK", kOpenAccount, {int64_t{1}, int64_t{-1}}},
      {"no transaction control", "COMMIT", {}},
      {"no nested BEGIN", "START TRANSACTION", {}},
      {"no DDL", "CREATE TABLE t (id INTEGER)", {}},
      {"no REPLACE", "REPLACE INTO account (id, balance) VALUES (1, 1)", {}},
      {"no second statement", "DELETE FROM entry; DELETE FROM account", {}},
      {"no SELECT", "SELECT 1", {}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.rule);
    const absl::Status status = ExecuteAlone(*database_, c.sql, c.params);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
    EXPECT_EQ(std::string(status.message()).find("account"), std::string::npos) << status;
  }
  EXPECT_EQ(Accounts(), 0);
}

TEST_P(TransactionTest, QueryDoesNotWrite) {
  const absl::Status status = database_->Transact(
      Soon(), [](Tx& tx) { return tx.Query("DELETE FROM account", {}).status(); });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
}

TEST_P(TransactionTest, ReadRefusesToWrite) {
  const absl::Status status = database_->Read(Soon(), [](Tx& tx) {
    return tx.Execute(kOpenAccount, {int64_t{1}, int64_t{10}}).status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
  EXPECT_EQ(Accounts(), 0);
}

TEST_P(TransactionTest, ASecondTransactionInsideABodyIsRefused) {
  using Method = absl::Status (Database::*)(absl::Time, const Body&);
  for (const Method outer : {&Database::Transact, &Database::Read}) {
    for (const Method inner : {&Database::Transact, &Database::Read}) {
      absl::Status refused;
      const absl::Status status = ((*database_).*outer)(Soon(), [&](Tx&) {
        refused = ((*database_).*inner)(Soon(), [](Tx&) { return absl::OkStatus(); });
        return absl::OkStatus();
      });
      EXPECT_EQ(refused.code(), absl::StatusCode::kInternal) << refused;
      EXPECT_TRUE(status.ok()) << status;
    }
  }
}

TEST_P(TransactionTest, AnotherDatabaseMayBeUsedInsideABody) {
  testing::TestDatabase other(GetParam(), Schema());
  const absl::Status status = database_->Transact(Soon(), [&](Tx&) {
    return ExecuteAlone(*other, kOpenAccount, {int64_t{1}, int64_t{10}});
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_P(TransactionTest, ReadSeesOneSnapshotWhileOthersCommit) {
  OpenAccount(1, 10);
  std::vector<int64_t> seen;
  const absl::Status status = database_->Read(Soon(), [&](Tx& tx) -> absl::Status {
    for (int i = 0; i < 2; ++i) {
      PROBITY_ASSIGN_OR_RETURN(const Row row, tx.QueryOne(kBalance, {int64_t{1}}));
      seen.push_back(row.Int(0));
      std::thread([&] { OpenAccount(100 + i, 1); }).join();
      std::thread([&] {
        EXPECT_TRUE(ExecuteAlone(*database_, kSetBalance, {int64_t{99}, int64_t{1}}).ok());
      }).join();
    }
    PROBITY_ASSIGN_OR_RETURN(const Row row, tx.QueryOne(kCountAccounts, {}));
    seen.push_back(row.Int(0));
    return absl::OkStatus();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(seen, ::testing::ElementsAre(10, 10, 1));
  EXPECT_EQ(Accounts(), 3);
}

TEST_P(TransactionTest, WhatIsReadAfterTheParentsLockIsCurrent) {
  OpenAccount(1, 0);
  std::latch first_locked(1);
  std::latch second_began(1);
  const std::string lock = std::string(kBalance) + std::string(database_->dialect().ForUpdate());
  std::thread first([&] {
    const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(tx.QueryOne(lock, {int64_t{1}}).status());
      if (!first_locked.try_wait()) first_locked.count_down();
      if (database_->dialect().engine() == Dialect::Engine::kMySql) {
        second_began.wait();
      }
      absl::SleepFor(absl::Milliseconds(200));
      return tx.Execute(kAddEntry, {int64_t{1}, int64_t{1}}).status();
    });
    EXPECT_TRUE(status.ok()) << status;
  });
  first_locked.wait();
  int64_t children = -1;
  const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    // A plain read before the lock must not freeze what is seen after it.
    PROBITY_RETURN_IF_ERROR(tx.QueryOne(kCountAccounts, {}).status());
    if (!second_began.try_wait()) second_began.count_down();
    PROBITY_RETURN_IF_ERROR(tx.QueryOne(lock, {int64_t{1}}).status());
    PROBITY_ASSIGN_OR_RETURN(const Row row, tx.QueryOne(kCountEntries, {}));
    children = row.Int(0);
    return absl::OkStatus();
  });
  first.join();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(children, 1) << "the lock was granted, so the other transaction's entry must be seen";
}

TEST_P(TransactionTest, ReadComputeWriteBackLosesNoUpdateUnderALock) {
  OpenAccount(1, 0);
  const std::string lock = std::string(kBalance) + std::string(database_->dialect().ForUpdate());
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(const Row row, tx.QueryOne(lock, {int64_t{1}}));
          return tx.Execute(kSetBalance, {row.Int(0) + 1, int64_t{1}}).status();
        });
        EXPECT_TRUE(status.ok()) << status;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(*ReadInt(*database_, kBalance, {int64_t{1}}), 150);
}

TEST_P(TransactionTest, OpposedLockOrdersEndInSuccessOrAbortedAndNothingHalf) {
  for (int64_t id = 0; id < 4; ++id) OpenAccount(id, 100);
  std::atomic<int> moved{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; i < 20; ++i) {
        const int64_t from = (t + i) % 4;
        const int64_t to = (t + i * 3 + 1) % 4;
        if (from == to) continue;
        const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
          PROBITY_RETURN_IF_ERROR(
              tx.Execute("UPDATE account SET balance = balance - 1 WHERE id = ?", {from}).status());
          return tx.Execute("UPDATE account SET balance = balance + 1 WHERE id = ?", {to}).status();
        });
        EXPECT_TRUE(status.ok() || absl::IsAborted(status)) << status;
        moved += status.ok() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(moved, 0);
  EXPECT_EQ(*ReadInt(*database_, "SELECT SUM(balance) FROM account"), 400);
}

TEST_P(TransactionTest, OneOfManyFirstWritersOfAKeyWins) {
  std::atomic<int> won{0};
  std::atomic<int> lost{0};
  std::vector<std::thread> threads;
  for (int64_t t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      const absl::Status status = ExecuteAlone(*database_, kOpenAccount, {int64_t{1}, t});
      EXPECT_TRUE(status.ok() || absl::IsAlreadyExists(status)) << status;
      (status.ok() ? won : lost) += 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 5);
}

TEST_P(TransactionTest, UpsertInsertsOnceThenOverwrites) {
  const std::string upsert =
      database_->dialect().Upsert("account", {"id", "balance"}, {"id"}, {"balance"});
  for (const int64_t balance : {5, 6}) {
    const absl::Status status = ExecuteAlone(*database_, upsert, {int64_t{1}, balance});
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(*ReadInt(*database_, kBalance, {int64_t{1}}), balance);
  }
  EXPECT_EQ(Accounts(), 1);
}

TEST_P(TransactionTest, QueryEachStopsAtTheFirstErrorOfItsReceiver) {
  for (int64_t id = 0; id < 5; ++id) OpenAccount(id, id);
  int seen = 0;
  const absl::Status status = database_->Read(Soon(), [&](Tx& tx) {
    return tx.QueryEach("SELECT id FROM account ORDER BY id", {}, [&](const Row& row) {
      ++seen;
      return row.Int(0) == 2 ? absl::CancelledError("enough") : absl::OkStatus();
    });
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(Accounts(), 5) << "the connection is usable afterwards";
}

TEST_P(TransactionTest, AQueryInsideTheRowsOfAnotherWorks) {
  for (int64_t id = 0; id < 3; ++id) OpenAccount(id, id * 10);
  int64_t sum = 0;
  const std::string all = "SELECT id FROM account";
  const absl::Status status = database_->Read(Soon(), [&](Tx& tx) {
    return tx.QueryEach(all, {}, [&](const Row& row) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const std::vector<Row> same, tx.Query(all, {}));
      PROBITY_ASSIGN_OR_RETURN(const Row balance, tx.QueryOne(kBalance, {row.Int(0)}));
      sum += balance.Int(0) * static_cast<int64_t>(same.size());
      return absl::OkStatus();
    });
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(sum, 90);
}

TEST_P(TransactionTest, APassedDeadlineRunsNothing) {
  int runs = 0;
  const absl::Status status = database_->Transact(absl::Now() - absl::Seconds(1), [&](Tx&) {
    ++runs;
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << status;
  EXPECT_EQ(runs, 0);
}

TEST_P(TransactionTest, ADeadlineThatPassesBeforeCommitKeepsNothing) {
  const absl::Status status =
      database_->Transact(absl::Now() + absl::Milliseconds(200), [](Tx& tx) -> absl::Status {
        PROBITY_RETURN_IF_ERROR(tx.Execute(kOpenAccount, {int64_t{1}, int64_t{1}}).status());
        absl::SleepFor(absl::Milliseconds(300));
        return absl::OkStatus();
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << status;
  EXPECT_EQ(Accounts(), 0);
}

TEST_P(TransactionTest, AStatementThatRunsTooLongIsStopped) {
  for (int64_t id = 0; id < 200; ++id) OpenAccount(id, 1);
  const absl::Time start = absl::Now();
  const absl::Status status = database_->Read(start + absl::Seconds(1), [](Tx& tx) {
    return tx
        .Query(
            "SELECT COUNT(*) FROM account a, account b, account c, account d, account e "
            "WHERE a.balance + b.balance + c.balance + d.balance + e.balance = 0",
            {})
        .status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << status;
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  EXPECT_EQ(Accounts(), 200) << "the connection is usable afterwards";
}

TEST_P(TransactionTest, WaitingForAnotherWriterEndsWithTheDeadline) {
  OpenAccount(1, 10);
  std::latch locked(1);
  std::latch done(1);
  std::thread holder([&] {
    const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(tx.Execute(kSetBalance, {int64_t{11}, int64_t{1}}).status());
      locked.count_down();
      done.wait();
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  });
  locked.wait();
  const absl::Time start = absl::Now();
  const absl::Status status = database_->Transact(start + absl::Milliseconds(500), [](Tx& tx) {
    return tx.Execute(kSetBalance, {int64_t{12}, int64_t{1}}).status();
  });
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  done.count_down();
  holder.join();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status) || absl::IsAborted(status)) << status;
  EXPECT_EQ(*ReadInt(*database_, kBalance, {int64_t{1}}), 11);
}

TEST_P(TransactionTest, MoreThreadsThanConnectionsAreServedInTurn) {
  std::vector<std::thread> threads;
  for (int64_t t = 0; t < 24; ++t) {
    threads.emplace_back([&, t] {
      EXPECT_TRUE(ExecuteAlone(*database_, kOpenAccount, {t, t}).ok());
      EXPECT_TRUE(ReadInt(*database_, kBalance, {t}).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Accounts(), 24);
}

TEST_P(TransactionTest, CheckIsFineOnAWorkingDatabase) {
  const absl::Status status = database_->Check(Soon());
  EXPECT_TRUE(status.ok()) << status;
}

}  // namespace
}  // namespace probity::sql

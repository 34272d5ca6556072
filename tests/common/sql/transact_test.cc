// The transaction loop, against an engine that does what the test scripts.
#include "common/sql/transact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr int kDeadlock = 1213;
constexpr int kLost = 2013;
constexpr int kDuplicate = 1062;
constexpr int kReadOnlyNode = 1290;
constexpr int kInterrupted = 1317;

// Codes to answer with, in order; 0 and beyond the end mean success.
struct Script {
  std::deque<int> begins;
  std::deque<int> executes;
  std::deque<int> commits;
  std::deque<int> connects;
  std::vector<std::string> log;
};

int Next(std::deque<int>& codes) {
  if (codes.empty()) return 0;
  const int code = codes.front();
  codes.pop_front();
  return code;
}

class ScriptedSession final : public Session {
 public:
  ScriptedSession(Script& script, Dialect::Engine engine)
      : Session(Dialect(engine)), script_(script), engine_(engine) {}
  absl::Status RunRaw(std::string_view) override { return absl::OkStatus(); }

 protected:
  absl::Status DoBegin(Mode) override { return Answer("begin", Next(script_.begins)); }
  absl::Status DoCommit() override { return Answer("commit", Next(script_.commits)); }
  absl::Status DoRollback() override { return Answer("rollback", 0); }
  absl::Status DoQuery(std::string_view, const Params&, const RowSink&) override {
    return Answer("query", 0);
  }
  absl::StatusOr<int64_t> DoExecute(std::string_view, const Params&) override {
    const absl::Status status = Answer("execute", Next(script_.executes));
    if (!status.ok()) return status;
    return 1;
  }

 private:
  absl::Status Answer(const std::string& step, int code) {
    script_.log.push_back(step);
    if (code == 0) return absl::OkStatus();
    return Fail({engine_, code, "scripted"}, step);
  }
  Script& script_;
  Dialect::Engine engine_;
};

class ScriptedPool final : public Pool {
 public:
  explicit ScriptedPool(Dialect::Engine engine = Dialect::Engine::kMySql) : dialect_(engine) {}
  absl::StatusOr<Lease> Acquire(Mode, absl::Time) override {
    script.log.push_back("acquire");
    if (const int code = Next(script.connects); code != 0) {
      return StatusOf(Classify({dialect_.engine(), code, ""}));
    }
    return Lease(new ScriptedSession(script, dialect_.engine()), [this](Session* session) {
      if (session->broken()) script.log.push_back("discard");
      delete session;
    });
  }
  absl::StatusOr<Report> Inspect(Session&, const Look&) override { return Report(); }
  absl::Status EraseRemains(absl::Time) override { return absl::OkStatus(); }
  const Dialect& dialect() const override { return dialect_; }

  std::string Log() const { return absl::StrJoin(script.log, " "); }
  Script script;

 private:
  Dialect dialect_;
};

absl::Time Soon() {
  return absl::Now() + absl::Seconds(20);
}

absl::Status WriteOnce(Tx& tx) {
  return tx.Execute("INSERT INTO t (id) VALUES (1)", {}).status();
}

TEST(TransactTest, BeginsRunsAndCommits) {
  ScriptedPool pool;
  EXPECT_TRUE(RunTransact(pool, Soon(), WriteOnce).ok());
  EXPECT_EQ(pool.Log(), "acquire begin execute commit");
}

TEST(TransactTest, AConflictRollsBackAndRunsTheWholeBodyAgain) {
  ScriptedPool pool;
  pool.script.executes = {kDeadlock};
  EXPECT_TRUE(RunTransact(pool, Soon(), WriteOnce).ok());
  EXPECT_EQ(pool.Log(), "acquire begin execute rollback acquire begin execute commit");
}

TEST(TransactTest, AnObserverIsToldOfEachWaitAndEachConflictAndOfNoOtherFailure) {
  int waits = 0;
  int conflicts = 0;
  const Observer observer = {[&](absl::Duration waited) {
                               EXPECT_GE(waited, absl::ZeroDuration());
                               ++waits;
                             },
                             [&] { ++conflicts; }};
  ScriptedPool calm;
  EXPECT_TRUE(RunTransact(calm, Soon(), WriteOnce, observer).ok());
  EXPECT_EQ(waits, 1);
  EXPECT_EQ(conflicts, 0);
  ScriptedPool pool;
  pool.script.executes = {kDeadlock};
  pool.script.commits = {kDeadlock};
  EXPECT_TRUE(RunTransact(pool, Soon(), WriteOnce, observer).ok());
  EXPECT_EQ(waits, 1 + 3);
  EXPECT_EQ(conflicts, 2);
  ScriptedPool away;
  away.script.connects = {2002};
  EXPECT_TRUE(RunTransact(away, Soon(), WriteOnce, observer).ok());
  EXPECT_EQ(waits, 1 + 3 + 2) << "a wait in vain is one";
  EXPECT_EQ(conflicts, 2);
}

TEST(TransactTest, AConflictAtCommitRunsTheWholeBodyAgain) {
  ScriptedPool pool;
  pool.script.commits = {kDeadlock};
  EXPECT_TRUE(RunTransact(pool, Soon(), WriteOnce).ok());
  EXPECT_EQ(pool.Log(), "acquire begin execute commit rollback acquire begin execute commit");
}

TEST(TransactTest, AConflictThatOutlivesFiveRerunsIsAborted) {
  ScriptedPool pool;
  pool.script.executes = std::deque<int>(20, kDeadlock);
  int runs = 0;
  const absl::Status status = RunTransact(pool, Soon(), [&](Tx& tx) {
    ++runs;
    return WriteOnce(tx);
  });
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_TRUE(HasReason(status, Reason::k_CONFLICT)) << status;
  EXPECT_EQ(runs, 6);
}

TEST(TransactTest, AConflictTheBodySwallowedIsStillRerun) {
  ScriptedPool pool;
  pool.script.executes = {kDeadlock};
  int runs = 0;
  const absl::Status status = RunTransact(pool, Soon(), [&](Tx& tx) {
    ++runs;
    WriteOnce(tx).IgnoreError();
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2);
}

TEST(TransactTest, ALostRaceOfTheBodysOwnIsNotRerun) {
  ScriptedPool pool;
  int runs = 0;
  const absl::Status status = RunTransact(pool, Soon(), [&](Tx&) {
    ++runs;
    return LostRace("etag");
  });
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_EQ(runs, 1);
}

TEST(TransactTest, ALostConnectionIsDiscardedAndTheBodyRunsOnAnother) {
  ScriptedPool pool;
  pool.script.executes = {kLost};
  EXPECT_TRUE(RunTransact(pool, Soon(), WriteOnce).ok());
  EXPECT_EQ(pool.Log(), "acquire begin execute rollback discard acquire begin execute commit");
}

TEST(TransactTest, AServerThatIsAwayIsTriedAgain) {
  ScriptedPool pool;
  pool.script.connects = {2002, 2002};
  EXPECT_TRUE(RunTransact(pool, Soon(), WriteOnce).ok());
  EXPECT_EQ(pool.Log(), "acquire acquire acquire begin execute commit");
}

TEST(TransactTest, AServerThatStaysAwayIsUnavailable) {
  ScriptedPool pool;
  pool.script.connects = std::deque<int>(20, 2002);
  const absl::Status status = RunTransact(pool, Soon(), WriteOnce);
  EXPECT_TRUE(HasReason(status, Reason::k_STORAGE_UNAVAILABLE)) << status;
}

TEST(TransactTest, AReadOnlyNodeIsUnavailableAtOnce) {
  ScriptedPool pool;
  pool.script.executes = {kReadOnlyNode};
  const absl::Status status = RunTransact(pool, Soon(), WriteOnce);
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(pool.Log(), "acquire begin execute rollback discard");
}

TEST(TransactTest, ACommitWhoseAnswerWasLostIsSettledByRunningTheBodyAgain) {
  for (const int code : {kLost, 2006, kInterrupted, 1053}) {
    SCOPED_TRACE(code);
    ScriptedPool pool;
    pool.script.commits = {code};
    pool.script.executes = {0, kDuplicate};  // it had been applied: the key is there
    bool replayed = false;
    const absl::Status status = RunTransact(pool, Soon(), [&](Tx& tx) {
      const absl::Status inserted = WriteOnce(tx);
      replayed = absl::IsAlreadyExists(inserted);
      return replayed ? absl::OkStatus() : inserted;
    });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_TRUE(replayed);
  }
}

TEST(TransactTest, ACommitThatStaysUnknownSaysHowToLearnItsOutcome) {
  ScriptedPool pool;
  pool.script.commits = {kLost};
  pool.script.connects = {0, 2002, 2002, 2002, 2002, 2002, 2002, 2002};
  const absl::Status status = RunTransact(pool, Soon(), WriteOnce);
  EXPECT_TRUE(HasReason(status, Reason::k_STORAGE_UNAVAILABLE)) << status;
  EXPECT_NE(status.message().find("request_id"), absl::string_view::npos) << status;
}

TEST(TransactTest, AnUnknownCommitIsNotReportedAsSomeOtherErrorOfTheRerun) {
  ScriptedPool pool;
  pool.script.commits = {kLost};
  pool.script.executes = {0, kReadOnlyNode};
  const absl::Status status = RunTransact(pool, Soon(), WriteOnce);
  EXPECT_NE(status.message().find("request_id"), absl::string_view::npos) << status;
}

TEST(TransactTest, AFailedCommitOfSqliteIsKnownToHaveDoneNothing) {
  constexpr int kFull = 13;
  ScriptedPool pool(Dialect::Engine::kSqlite);
  pool.script.commits = {kFull};
  const absl::Status status = RunTransact(pool, Soon(), WriteOnce);
  EXPECT_TRUE(HasReason(status, Reason::k_STORAGE_FULL)) << status;
  EXPECT_EQ(pool.Log(), "acquire begin execute commit rollback");
}

TEST(TransactTest, RerunsStopAtTheDeadline) {
  ScriptedPool pool;
  pool.script.connects = std::deque<int>(20, 2002);
  const absl::Time start = absl::Now();
  const absl::Status status = RunTransact(pool, start + absl::Milliseconds(100), WriteOnce);
  EXPECT_FALSE(status.ok());
  EXPECT_LT(absl::Now() - start, absl::Milliseconds(500));
}

TEST(TransactTest, ReadNeverCommits) {
  ScriptedPool pool;
  EXPECT_TRUE(RunRead(pool, Soon(), [](Tx& tx) { return tx.Query("SELECT 1", {}).status(); }).ok());
  EXPECT_EQ(pool.Log(), "acquire begin query rollback");
}

TEST(TransactTest, AfterAnErrorNothingMoreReachesTheEngine) {
  ScriptedPool pool;
  pool.script.executes = {kReadOnlyNode};
  const absl::Status status = RunTransact(pool, Soon(), [](Tx& tx) {
    WriteOnce(tx).IgnoreError();
    WriteOnce(tx).IgnoreError();
    tx.Query("SELECT 1", {}).IgnoreError();
    return absl::OkStatus();
  });
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(pool.Log(), "acquire begin execute rollback discard");
}

}  // namespace
}  // namespace probity::sql

// What only a server can do wrong: lose an answer, hang up, crash, run with unsafe settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "tests/common/sql/schema.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/databases.h"
#include "tests/support/mariadb.h"

namespace probity::sql {
namespace {

using ::testing::HasSubstr;
using testing::MariaDb;
using testing::SharedMariaDb;

// How a COMMIT looks on the wire: a command byte and the text, behind four bytes of header.
constexpr char kCommitPacket[] =
    "\x03"
    "COMMIT";
constexpr size_t kCommitPacketSize = 4 + sizeof(kCommitPacket) - 1;

constexpr char kBalance[] = "SELECT balance FROM account WHERE id = 1";
constexpr char kEntries[] = "SELECT COUNT(*) FROM entry WHERE account_id = 1";

// A key-first body: the entry is the key; where it exists, the work was done.
absl::Status Post(Tx& tx, int64_t seq) {
  const absl::Status key =
      tx.Execute("INSERT INTO entry (account_id, seq, note) VALUES (1, ?, 'x')", {seq}).status();
  if (absl::IsAlreadyExists(key)) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(key);
  return tx.Execute("UPDATE account SET balance = balance + 1 WHERE id = 1", {}).status();
}

std::string WithPort(const std::string& url, int from, int to) {
  return absl::StrReplaceAll(url, {{absl::StrCat(":", from, "/"), absl::StrCat(":", to, "/")}});
}

// A database reached through the proxy, and directly.
class CutTest : public ::testing::Test {
 protected:
  CutTest() {
    Options options = direct_.options();
    options.url = WithPort(options.url, SharedMariaDb().port(), proxy_.port());
    absl::StatusOr<std::unique_ptr<Database>> opened = Open(options, Schema());
    if (!opened.ok()) throw std::runtime_error(opened.status().ToString());
    database_ = *std::move(opened);
    if (!OpenAccount(*direct_).ok()) throw std::runtime_error("no account");
  }

  testing::TestDatabase direct_{"mariadb", Schema()};
  testing::CuttingProxy proxy_{SharedMariaDb().port()};
  std::unique_ptr<Database> database_;
};

TEST_F(CutTest, ACommitWhoseAnswerIsLostIsAppliedOnce) {
  proxy_.Arm({.trigger = kCommitPacket, .forward = kCommitPacketSize, .await_answer = true});
  const absl::Status status = database_->Transact(Soon(), [](Tx& tx) { return Post(tx, 1); });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_EQ(*ReadInt(*direct_, kBalance), 1);
  EXPECT_EQ(*ReadInt(*direct_, kEntries), 1);
}

TEST_F(CutTest, ACommitThatNeverArrivesIsAppliedOnce) {
  proxy_.Arm({.trigger = kCommitPacket, .forward = 0, .await_answer = false});
  const absl::Status status = database_->Transact(Soon(), [](Tx& tx) { return Post(tx, 1); });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_EQ(*ReadInt(*direct_, kBalance), 1);
  EXPECT_EQ(*ReadInt(*direct_, kEntries), 1);
}

TEST_F(CutTest, ACommitCutAfterAnyOfItsBytesIsAppliedOnce) {
  int64_t posted = 0;
  for (size_t bytes = 0; bytes <= kCommitPacketSize; ++bytes) {
    SCOPED_TRACE(bytes);
    proxy_.Arm({.trigger = kCommitPacket, .forward = bytes, .await_answer = false});
    ++posted;
    const absl::Status status =
        database_->Transact(Soon(), [posted](Tx& tx) { return Post(tx, posted); });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(proxy_.cuts(), posted);
    EXPECT_EQ(*ReadInt(*direct_, kBalance), posted);
    EXPECT_EQ(*ReadInt(*direct_, kEntries), posted);
  }
}

TEST_F(CutTest, AConnectionCutBeforeCommitRunsTheBodyAgain) {
  int64_t posted = 0;
  for (const std::string trigger : {"START TRANSACTION", "INSERT", "UPDATE"}) {
    SCOPED_TRACE(trigger);
    ++posted;
    // Texts of their own: what a connection has prepared already is not sent again as text.
    const std::string insert =
        absl::StrCat("INSERT INTO entry (account_id, seq, note) VALUES (1, ", posted, ", 'x')");
    const std::string update =
        absl::StrCat("UPDATE account SET balance = balance + 1 WHERE id = 1 AND ", posted, " > 0");
    proxy_.Arm({.trigger = trigger, .forward = 3, .await_answer = false});
    const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(tx.Execute(insert, {}).status());
      return tx.Execute(update, {}).status();
    });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(proxy_.cuts(), posted);
    EXPECT_EQ(*ReadInt(*direct_, kBalance), posted);
    EXPECT_EQ(*ReadInt(*direct_, kEntries), posted);
  }
}

TEST_F(CutTest, AReadIsSimplyRunAgain) {
  proxy_.Arm({.trigger = "SELECT balance", .forward = 3, .await_answer = false});
  EXPECT_EQ(*ReadInt(*database_, kBalance), 0);
  EXPECT_EQ(proxy_.cuts(), 1);
}

class MySqlTest : public ::testing::Test {
 protected:
  std::string SchemaName() const {
    const std::string& url = database_.options().url;
    const size_t slash = url.find('/', 8);
    return url.substr(slash + 1, url.find('?') - slash - 1);
  }
  // Kills every connection of this database's account, as a proxy or an operator would.
  void KillConnections() {
    ASSERT_TRUE(SharedMariaDb().Admin(absl::StrCat("KILL USER ", SchemaName())).ok());
  }
  absl::Status OpenStatus(const std::string& url) const {
    Options options;
    options.url = url;
    return Open(options, Schema()).status();
  }
  std::string WithPart(const std::string& from, const std::string& to) const {
    return absl::StrReplaceAll(database_.options().url, {{from, to}});
  }

  testing::TestDatabase database_{"mariadb", Schema()};
};

TEST_F(MySqlTest, AConnectionKilledInsideABodyRunsTheBodyAgain) {
  ASSERT_TRUE(OpenAccount(*database_).ok());
  int runs = 0;
  const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(
        tx.Execute("UPDATE account SET balance = balance + 1 WHERE id = 1", {}).status());
    if (++runs == 1) KillConnections();
    return tx.Execute("INSERT INTO entry (account_id, seq, note) VALUES (1, 1, 'x')", {}).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(*ReadInt(*database_, kBalance), 1);
  EXPECT_EQ(*ReadInt(*database_, kEntries), 1);
}

TEST_F(MySqlTest, ManyIdleConnectionsThatDiedTogetherDoNotExhaustTheReruns) {
  ASSERT_TRUE(OpenAccount(*database_).ok());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      EXPECT_TRUE(database_
                      ->Read(Soon(),
                             [](Tx& tx) -> absl::Status {
                               absl::SleepFor(absl::Milliseconds(50));
                               return tx.Query("SELECT 1", {}).status();
                             })
                      .ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  KillConnections();
  const absl::Status status = database_->Transact(Soon(), [](Tx& tx) { return Post(tx, 1); });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(MySqlTest, ThePoolOpensNoMoreConnectionsThanItMay) {
  testing::TestDatabase small("mariadb", Schema(),
                              [](Options& options) { options.connections = 2; });
  const std::string user = absl::StrReplaceAll(small.options().url.substr(8), {{"@", " "}});
  const std::string count =
      absl::StrCat("SELECT COUNT(*) FROM information_schema.processlist WHERE user = '",
                   user.substr(0, user.find(' ')), "'");
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const absl::Status status = small->Read(Soon(), [](Tx& tx) -> absl::Status {
        absl::SleepFor(absl::Milliseconds(30));
        return tx.Query("SELECT 1", {}).status();
      });
      EXPECT_TRUE(status.ok()) << status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(*SharedMariaDb().Admin(count), "2\n");
}

TEST_F(MySqlTest, ASocketServesLikeAPort) {
  const absl::Status status =
      OpenStatus(absl::StrCat(database_.options().url, "&socket=", SharedMariaDb().socket()));
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(MySqlTest, WhatCannotBeOpenedIsRefusedWithThePlaceAndTheReason) {
  const std::string port = absl::StrCat(":", SharedMariaDb().port(), "/");
  const struct {
    const char* rule;
    std::string url;
    absl::StatusCode code;
    std::string says;
  } table[] = {
      {"nobody listens", WithPart(port, ":1/"), absl::StatusCode::kUnavailable, "127.0.0.1:1"},
      {"no such account", WithPart("//" + SchemaName() + "@", "//nobody@"),
       absl::StatusCode::kInternal, "as nobody"},
      {"no such database", WithPart("/" + SchemaName() + "?", "/nowhere?"),
       absl::StatusCode::kInternal, "database nowhere"},
      {"no password file", database_.options().url + "-missing",
       absl::StatusCode::kFailedPrecondition, "password-missing cannot be read"},
      {"no plaintext beyond this machine", WithPart("127.0.0.1", "192.0.2.1"),
       absl::StatusCode::kInvalidArgument, "ssl_ca=FILE"},
  };
  for (const auto& row : table) {
    const absl::Status status = OpenStatus(row.url);
    EXPECT_EQ(status.code(), row.code) << row.rule << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.says)) << row.rule;
    EXPECT_EQ(std::string(status.message()).find("only-for-this-test"), std::string::npos);
  }
}

TEST_F(MySqlTest, ASchemaThatWasNeverMigratedIsRefused) {
  const absl::StatusOr<std::string> url = SharedMariaDb().CreateDatabase("untouched");
  ASSERT_TRUE(url.ok()) << url.status();
  const absl::Status status = OpenStatus(*url);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("0001_init is not applied"));
}

TEST_F(MySqlTest, AnUnsignedNumberBeyond63BitsIsRefusedRatherThanWrapped) {
  EXPECT_EQ(ReadInt(*database_, "SELECT 18446744073709551615").status().code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(*ReadInt(*database_, "SELECT CAST(12 AS UNSIGNED)"), 12);
}

TEST_F(MySqlTest, AnAppendOnlyTableIsAppendOnlyByGrant) {
  const std::string schema = SchemaName();
  ASSERT_TRUE(
      SharedMariaDb()
          .Admin(absl::StrCat("REVOKE ALL ON ", schema, ".* FROM ", schema, "@'%'; ",
                              "GRANT SELECT, INSERT ON ", schema, ".* TO ", schema, "@'%';"))
          .ok());
  ASSERT_TRUE(database_.Reopen(Schema()).ok());
  EXPECT_TRUE(OpenAccount(*database_).ok());
  for (const char* sql : {"UPDATE account SET balance = 5", "DELETE FROM account"}) {
    const absl::Status status = ExecuteAlone(*database_, sql);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
  }
  EXPECT_EQ(*ReadInt(*database_, kBalance), 0);
}

TEST_F(MySqlTest, TimesAndModesOfTheServerDoNotReachUs) {
  EXPECT_EQ(*ReadInt(*database_, "SELECT @@session.time_zone = '+00:00'"), 1);
  const int64_t modes = *ReadInt(*database_,
                                 "SELECT @@session.sql_mode LIKE '%STRICT_ALL_TABLES%' AND "
                                 "@@session.sql_mode LIKE '%ONLY_FULL_GROUP_BY%'");
  EXPECT_EQ(modes, 1);
  EXPECT_EQ(*ReadInt(*database_, "SELECT @@session.sql_select_limit = 18446744073709551615"), 1);
  EXPECT_EQ(*ReadInt(*database_, "SELECT @@session.innodb_lock_wait_timeout"), 2);
  EXPECT_EQ(*ReadInt(*database_, "SELECT @@session.tx_isolation = 'REPEATABLE-READ'"), 1);
}

// Settings are global, so these have a server of their own.
TEST(MySqlServerTest, ValuesLargerThanAPacketAreOurBugAndNoLostConnection) {
  const auto server = MariaDb::Start({"--max-allowed-packet=16M"});
  ASSERT_TRUE(server.ok()) << server.status();
  Options options;
  options.url = *(*server)->CreateDatabase("packet");
  ASSERT_TRUE(Migrate(options, Schema()).ok());
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  int runs = 0;
  const absl::Status status = (*database)->Transact(Soon(), [&](Tx& tx) {
    ++runs;
    // Short enough each to travel in the one packet of the execution.
    const Blob part{std::string(2200000, 'b')};
    Params parts(9, part);
    parts[0] = Blob{std::string(16, 'i')};
    return tx
        .Execute(
            "INSERT INTO anything (id, bytes) VALUES (?, ? || ? || ? || ? || ? || ? || ? || ?)",
            parts)
        .status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
  EXPECT_EQ(runs, 1);
}

TEST(MySqlServerTest, ACrashOfTheServerLosesNothingConfirmedAndTheBodyRunsAgain) {
  const auto server = MariaDb::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  Options options;
  options.url = *(*server)->CreateDatabase("crash");
  ASSERT_TRUE(Migrate(options, Schema()).ok());
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE(OpenAccount(**database).ok());
  int runs = 0;
  const absl::Status status = (*database)->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(
        tx.Execute("UPDATE account SET balance = balance + 1 WHERE id = 1", {}).status());
    if (++runs == 1) {
      PROBITY_RETURN_IF_ERROR((*server)->CrashAndRestart());
    }
    return tx.Execute("INSERT INTO entry (account_id, seq, note) VALUES (1, 1, 'x')", {}).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(*ReadInt(**database, kBalance), 1);
  EXPECT_EQ(*ReadInt(**database, kEntries), 1);
}

}  // namespace
}  // namespace probity::sql

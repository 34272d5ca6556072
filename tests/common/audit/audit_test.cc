#include "common/audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::audit {
namespace {

using ledger::Head;

constexpr char kSqlite[] =
    "CREATE TABLE audit (region TEXT NOT NULL, seq INTEGER NOT NULL, prev BLOB NOT NULL,"
    " hash BLOB NOT NULL, kind INTEGER NOT NULL, body BLOB NOT NULL,"
    " recorded_time INTEGER NOT NULL, PRIMARY KEY (region, seq)) WITHOUT ROWID;\n"
    "CREATE TABLE bare (seq INTEGER NOT NULL PRIMARY KEY, prev BLOB NOT NULL,"
    " hash BLOB NOT NULL, kind INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;\n";
constexpr char kMySql[] =
    "CREATE TABLE audit (region VARCHAR(64) NOT NULL, seq BIGINT NOT NULL, prev BINARY(32) NOT "
    "NULL,"
    " hash BINARY(32) NOT NULL, kind INT NOT NULL, body MEDIUMBLOB NOT NULL,"
    " recorded_time BIGINT NOT NULL, PRIMARY KEY (region, seq)) ENGINE=InnoDB;\n"
    "CREATE TABLE bare (seq BIGINT NOT NULL PRIMARY KEY, prev BINARY(32) NOT NULL,"
    " hash BINARY(32) NOT NULL, kind INT NOT NULL, body MEDIUMBLOB NOT NULL) ENGINE=InnoDB;\n";

absl::Time Moment(int second) {
  return absl::FromUnixSeconds(1'790'000'000 + second);
}

std::string Bytes(std::string_view hex) {
  return crypto::FromHex(hex).value();
}

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    folder_ = std::filesystem::temp_directory_path() /
              ("audit_test." + std::to_string(::getpid()) + "." +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    sql::Options options;
    options.url = "sqlite:" + (folder_ / "audit.db").string();
    auto opened = sql::Open(options, {{1, "0001_audit", kSqlite, kMySql}});
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }
  ~AuditTest() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  absl::Status Write(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(30), body);
  }

  Head Append(const Log& log, uint16_t kind, std::string_view body) {
    Head head;
    const absl::Status status = Write([&](sql::Tx& tx) {
      PROBITY_ASSIGN_OR_RETURN(head, log.Append(tx, kind, body, Moment(kind)));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return head;
  }

  template <typename Result>
  absl::StatusOr<Result> Read(const std::function<absl::StatusOr<Result>(sql::Tx&)>& ask) {
    absl::StatusOr<Result> result = absl::UnknownError("not run");
    const absl::Status status = database_->Read(absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) {
      result = ask(tx);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return result;
  }

  absl::StatusOr<Head> Verify(const Log& log) {
    return Read<Head>([&](sql::Tx& tx) { return log.Verify(tx); });
  }

  // The number of the first broken entry after `statement` was run behind the log's back.
  std::string BrokenAfter(const Log& log, const std::string& statement) {
    const absl::Status changed =
        Write([&](sql::Tx& tx) { return tx.Execute(statement, {}).status(); });
    EXPECT_TRUE(changed.ok()) << statement << ": " << changed;
    const absl::Status status = Verify(log).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << statement;
    EXPECT_TRUE(HasReason(status, Reason::k_LEDGER_BROKEN)) << status;
    return DetailOf(status).metadata["seq"];
  }

  std::filesystem::path folder_;
  std::unique_ptr<sql::Database> database_;
  const Log log_{TableShape{}, "demo"};
  const Log bare_{TableShape{"bare", false, false}};
};

// Review's published vector: the freeze of a pool as first entry.
constexpr char kRound[] = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
constexpr char kPoolRoot[] = "35e4b65787b2418406698bb6913fa5b136dfa19364075b7be3b5af36bcd737be";
constexpr char kVector[] = "f77bccde9feb9074045e86d5c14b4e12abe909f3f9221307954c69f80dbeaaf4";

TEST(EntryHash, GivesThePublishedVector) {
  EXPECT_EQ(crypto::Hex(EntryHash(ledger::ZeroHash(), 1, 3, Bytes(kRound) + Bytes(kPoolRoot))),
            kVector);
}

TEST(EntryHash, CoversEveryPart) {
  const std::string hash = EntryHash(ledger::ZeroHash(), 1, 3, "body");
  EXPECT_NE(hash, EntryHash(std::string(32, '\1'), 1, 3, "body"));
  EXPECT_NE(hash, EntryHash(ledger::ZeroHash(), 2, 3, "body"));
  EXPECT_NE(hash, EntryHash(ledger::ZeroHash(), 1, 4, "body"));
  EXPECT_NE(hash, EntryHash(ledger::ZeroHash(), 1, 3, "bode"));
}

TEST_F(AuditTest, StartsEmptyAndChainsFromTheZeroHash) {
  EXPECT_EQ(Verify(log_).value(), Head());
  const Head head = Append(log_, 3, Bytes(kRound) + Bytes(kPoolRoot));
  EXPECT_EQ(head.seq, 1);
  EXPECT_EQ(crypto::Hex(head.hash), kVector);
  EXPECT_EQ(Append(log_, 4, "screened").seq, 2);
}

TEST_F(AuditTest, KeepsWhatWasRecordedInOrder) {
  Append(log_, 1, "opened");
  Append(log_, 2, std::string("\x00\xff", 2));
  Append(log_, 3, "");
  const auto entries =
      Read<std::vector<Entry>>([&](sql::Tx& tx) { return log_.List(tx, 1, 10); }).value();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].link.seq, 2);
  EXPECT_EQ(entries[0].kind, 2);
  EXPECT_EQ(entries[0].body, std::string("\x00\xff", 2));
  EXPECT_EQ(entries[0].recorded_time, Moment(2));
  EXPECT_EQ(entries[1].body, "");
  EXPECT_EQ(entries[1].link.prev_hash, entries[0].link.hash);
  EXPECT_EQ(
      Read<std::vector<Entry>>([&](sql::Tx& tx) { return log_.List(tx, 0, 1); }).value().size(),
      1u);
}

TEST_F(AuditTest, HoldsOneChainForEachRegion) {
  const Log other(TableShape{}, "elsewhere");
  Append(log_, 1, "a");
  Append(log_, 1, "b");
  EXPECT_EQ(Append(other, 1, "a").seq, 1);
  EXPECT_EQ(Verify(log_).value().seq, 2);
  EXPECT_EQ(Verify(other).value().seq, 1);
}

TEST_F(AuditTest, NeedsNeitherRegionNorTime) {
  EXPECT_EQ(crypto::Hex(Append(bare_, 3, Bytes(kRound) + Bytes(kPoolRoot)).hash), kVector);
  Append(bare_, 4, "screened");
  EXPECT_EQ(Verify(bare_).value().seq, 2);
  const auto entries =
      Read<std::vector<Entry>>([&](sql::Tx& tx) { return bare_.List(tx, 0, 10); }).value();
  EXPECT_FALSE(entries.at(0).recorded_time.has_value());
}

TEST_F(AuditTest, IsUndoneWithTheTransactionItBelongsTo) {
  const absl::Status status = Write([&](sql::Tx& tx) {
    PROBITY_RETURN_IF_ERROR(log_.Append(tx, 1, "never happened", Moment(0)).status());
    return absl::CancelledError("changed my mind");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(Verify(log_).value(), Head());
}

TEST_F(AuditTest, TakesSeveralEntriesInOneTransaction) {
  const absl::Status status = Write([&](sql::Tx& tx) {
    for (const char* body : {"a", "b", "c"}) {
      PROBITY_RETURN_IF_ERROR(log_.Append(tx, 1, body, Moment(0)).status());
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Verify(log_).value().seq, 3);
}

TEST_F(AuditTest, VerifiesAChainLongerThanAPage) {
  const absl::Status status = Write([&](sql::Tx& tx) {
    for (int i = 0; i < 1200; ++i) {
      PROBITY_RETURN_IF_ERROR(log_.Append(tx, 1, "entry", Moment(i)).status());
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Verify(log_).value().seq, 1200);
  EXPECT_EQ(BrokenAfter(log_, "UPDATE audit SET body = x'00' WHERE seq = 1100"), "1100");
}

TEST_F(AuditTest, ShowsWhichEntryWasChanged) {
  struct Case {
    const char* statement;
    const char* broken;
  };
  for (const Case& c : {
           Case{"UPDATE bare SET kind = 9 WHERE seq = 5", "5"},
           Case{"DELETE FROM bare WHERE seq = 4", "4"},
           Case{"UPDATE bare SET prev = hash WHERE seq = 3", "3"},
           Case{"UPDATE bare SET seq = 40 WHERE seq = 2", "2"},
           Case{"UPDATE bare SET body = x'00' WHERE seq = 1", "1"},
       }) {
    while (Read<Head>([&](sql::Tx& tx) { return bare_.GetHead(tx); }).value().seq < 5) {
      Append(bare_, 1, "entry");
    }
    EXPECT_EQ(BrokenAfter(bare_, c.statement), c.broken) << c.statement;
  }
}

TEST_F(AuditTest, CanBeHeldToAHeadItOnceTold) {
  const Head told = Append(log_, 1, "a");
  Append(log_, 1, "b");
  const auto holds = [&](const Head& head) {
    return Read<bool>([&](sql::Tx& tx) { return log_.Holds(tx, head); }).value();
  };
  EXPECT_TRUE(holds(told));
  EXPECT_TRUE(holds(Head()));
  EXPECT_FALSE(holds({2, told.hash}));
  EXPECT_FALSE(holds({3, told.hash}));
}

TEST_F(AuditTest, StaysGaplessUnderManyWriters) {
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&] {
      for (int n = 0; n < 25; ++n) Append(log_, 1, "entry");
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(Verify(log_).value().seq, 100);
}

}  // namespace
}  // namespace probity::audit

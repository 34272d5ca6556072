#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/migrations.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Day = absl::CivilDay;

std::string Bytes16(char fill) {
  return std::string(16, fill);
}

Subject Medical(const std::string& id) {
  return {policy::SubjectKind::kMedical, id};
}

Entry Sample(const std::string& institution_id, char case_id, int32_t item) {
  Entry entry;
  entry.entry_id = Bytes16('e');
  entry.subject = Medical(institution_id);
  entry.year = 2026;
  entry.case_id = Bytes16(case_id);
  entry.item = item;
  entry.revision = 1;
  entry.kind = EntryKind::kPost;
  entry.points = 5;
  entry.veto = item == 2;
  entry.policy_sha256 = std::string(64, 'a');
  entry.act_start = Day(2026, 1, 1);
  entry.act_end = Day(2026, 1, 15);
  entry.effective_date = Day(2026, 3, 9);
  entry.recorded_time = 1'780'000'000'123'456;
  entry.actor = "经办人01";
  entry.scenario = true;
  return entry;
}

class LedgerStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  absl::Status Append(Entry entry, const std::string& region = "demo") {
    return Change([&](sql::Tx& tx) { return AppendEntry(tx, region, entry); });
  }
  template <typename T>
  T Read(const std::function<absl::StatusOr<T>(sql::Tx&)>& body) {
    T value{};
    const absl::Status status =
        database_->Read(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(value, body(tx));
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return value;
  }
  std::vector<Entry> All(const std::string& region = "demo") {
    return Read<std::vector<Entry>>([&](sql::Tx& tx) {
      return ListEntries(tx, region, {"", 0, 0, 1000});
    });
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(LedgerStoreTest);

TEST_P(LedgerStoreTest, AnEntryComesBackAsItWasAppended) {
  Entry entry = Sample("M1", 'c', 2);
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return AppendEntry(tx, "demo", entry); }).ok());
  EXPECT_EQ(entry.recorded_seq, 1);
  EXPECT_EQ(entry.prev_hash, ledger::ZeroHash());
  EXPECT_THAT(All(), ElementsAre(entry));
}

TEST_P(LedgerStoreTest, TheKeyOfCaseItemAndRevisionIsTakenOnce) {
  ASSERT_TRUE(Append(Sample("M1", 'c', 1)).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Append(Sample("M1", 'c', 1))));
  Entry next = Sample("M1", 'c', 1);
  next.revision = 2;
  EXPECT_TRUE(Append(next).ok());
  EXPECT_EQ(All().size(), 2u);
}

TEST_P(LedgerStoreTest, EachRegionHasAChainOfItsOwn) {
  ASSERT_TRUE(Append(Sample("M1", 'c', 1), "north").ok());
  ASSERT_TRUE(Append(Sample("M1", 'c', 1), "south").ok());
  EXPECT_EQ(All("north").front().recorded_seq, 1);
  EXPECT_EQ(All("south").front().recorded_seq, 1);
  EXPECT_NE(All("north").front().hash, All("south").front().hash);
}

TEST_P(LedgerStoreTest, NumbersAreGaplessThoughManyWriteAndSomeFail) {
  constexpr int kWriters = 4;
  constexpr int kEach = 5;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int item = 1; item <= kEach; ++item) {
        EXPECT_TRUE(
            Append(Sample(absl::StrCat("M", writer), static_cast<char>('a' + writer), item)).ok());
        Entry dropped = Sample("M", static_cast<char>('k' + writer), item);
        EXPECT_EQ(Change([&](sql::Tx& tx) -> absl::Status {
                    PROBITY_RETURN_IF_ERROR(AppendEntry(tx, "demo", dropped));
                    return absl::CancelledError("given up");
                  }).code(),
                  absl::StatusCode::kCancelled);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::vector<Entry> all = All();
  ASSERT_EQ(all.size(), static_cast<size_t>(kWriters * kEach));
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].recorded_seq, static_cast<int64_t>(i) + 1);
  }
  const auto head = Read<ledger::Head>([](sql::Tx& tx) { return VerifyEntries(tx, "demo"); });
  EXPECT_EQ(head.seq, kWriters * kEach);
}

TEST_P(LedgerStoreTest, EveryFieldIsCoveredByTheHash) {
  ASSERT_TRUE(Append(Sample("M1", 'c', 1)).ok());
  const std::vector<std::string> edits = {
      "entry_id = X'31313131313131313131313131313131'",
      "format = 1",
      "subject_kind = 2",
      "subject_id = 'M2'",
      "chosen_months = 1",
      "approver = 'x'",
      "reason = 'x'",
      "document = 'x'",
      "year = 2025",
      "case_id = X'31313131313131313131313131313131'",
      "item = 9",
      "revision = 9",
      "kind = 2",
      "points = 9",
      "veto = 1",
      "policy_sha256 = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'",
      "act_start = '2026-01-02'",
      "act_end = '2026-01-16'",
      "effective_date = '2026-03-10'",
      "recorded_time = 1",
      "actor = 'x'",
      "scenario = 0",
      "prev_hash = hash",
      "hash = prev_hash"};
  for (const std::string& edit : edits) {
    absl::Status verified;
    EXPECT_EQ(
        Change([&](sql::Tx& tx) -> absl::Status {
          PROBITY_RETURN_IF_ERROR(tx.Execute(absl::StrCat("UPDATE entry SET ", edit), {}).status());
          verified = VerifyEntries(tx, "demo").status();
          return absl::CancelledError("only to look");
        }).code(),
        absl::StatusCode::kCancelled)
        << edit;
    EXPECT_TRUE(HasReason(verified, Reason::k_LEDGER_BROKEN)) << edit << ": " << verified;
  }
  EXPECT_TRUE(Change([](sql::Tx& tx) { return VerifyEntries(tx, "demo").status(); }).ok())
      << "each edit was taken back";
}

TEST_P(LedgerStoreTest, EntriesAreFoundByYearSliceAndCase) {
  for (const char* id : {"A", "B", "C"}) {
    for (const int32_t year : {2025, 2026}) {
      Entry entry = Sample(id, static_cast<char>('a' + id[0] - 'A'), year - 2024);
      entry.year = year;
      ASSERT_TRUE(Append(entry).ok());
    }
  }
  const auto numbers = [](const std::vector<Entry>& entries) {
    std::vector<int64_t> found;
    for (const Entry& entry : entries) found.push_back(entry.recorded_seq);
    return found;
  };
  const auto select = [&](const std::function<absl::StatusOr<std::vector<Entry>>(sql::Tx&)>& body) {
    return numbers(Read<std::vector<Entry>>(body));
  };
  EXPECT_THAT(select([](sql::Tx& tx) { return EntriesOfYear(tx, "demo", 2026, Medical("B")); }),
              ElementsAre(4));
  EXPECT_THAT(select([](sql::Tx& tx) {
                return EntriesOfSlice(tx, "demo", {2025, "A", "B"});
              }),
              ElementsAre(1, 3));
  EXPECT_THAT(select([](sql::Tx& tx) { return EntriesOfCase(tx, "demo", Bytes16('c')); }),
              ElementsAre(5, 6));
  EXPECT_THAT(select([](sql::Tx& tx) {
                return ListEntries(tx, "demo", {"", 2026, 2, 1});
              }),
              ElementsAre(4));
  EXPECT_THAT(select([](sql::Tx& tx) { return EntriesOfYear(tx, "other", 2026, Medical("B")); }),
              IsEmpty());
}

TEST_P(LedgerStoreTest, ABalanceIsOverwrittenInPlace) {
  const Balance first = {Medical("M1"), 2026, 5, 1};
  const Balance second = {Medical("M1"), 2026, 0, 2};
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return PutBalance(tx, "demo", first); }).ok());
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return PutBalance(tx, "demo", second); }).ok());
  EXPECT_THAT(Read<std::vector<Balance>>([](sql::Tx& tx) { return ListBalances(tx, "demo"); }),
              ElementsAre(second));
  EXPECT_EQ(
      Read<int64_t>([](sql::Tx& tx) { return BalancePoints(tx, "demo", Medical("M2"), 2026); }), 0);
}

TEST_P(LedgerStoreTest, TheLastOfAYearsConsequencesIsTheOneThatCounts) {
  ConsequenceRecord record;
  record.subject = Medical("M1");
  record.year = 2026;
  record.seq = 1;
  record.last_seq = 7;
  record.band = "[30,∞)";
  record.consequence = {0, std::nullopt, true, Day(2026, 3, 10)};
  record.policy_sha256 = std::string(64, 'a');
  record.effective_date = Day(2026, 3, 9);
  record.actor = "officer";
  ConsequenceRecord next = record;
  next.seq = 2;
  next.consequence = {1, calendar::Period{Day(2026, 3, 10), Day(2026, 4, 9)}, false, std::nullopt};
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_RETURN_IF_ERROR(InsertConsequence(tx, "demo", record));
                return InsertConsequence(tx, "demo", next);
              }).ok());
  using Found = std::optional<ConsequenceRecord>;
  const Found last =
      Read<Found>([](sql::Tx& tx) { return LastConsequence(tx, "demo", Medical("M1"), 2026); });
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->seq, 2);
  EXPECT_EQ(last->band, "[30,∞)");
  EXPECT_EQ(last->consequence, next.consequence);
  EXPECT_FALSE(Read<Found>([](sql::Tx& tx) {
                 return LastConsequence(tx, "demo", Medical("M1"), 2025);
               }).has_value());
  EXPECT_TRUE(absl::IsAlreadyExists(
      Change([&](sql::Tx& tx) { return InsertConsequence(tx, "demo", next); })));
}

}  // namespace
}  // namespace probity::scoring

// A ledger written before points could be anybody's but an institution's keeps its hashes.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/migrations.h"
#include "tests/support/databases.h"
#include "tests/support/migrate_at_once.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

constexpr int kBefore = 3;  // the last migration of that time

std::vector<sql::Migration> Early() {
  std::vector<sql::Migration> early = Migrations();
  std::erase_if(early, [](const sql::Migration& one) { return one.number > kBefore; });
  return early;
}

Entry OldEntry() {
  Entry entry;
  entry.format = 1;
  entry.entry_id = std::string(16, 'e');
  entry.subject = {policy::SubjectKind::kPharmacy, "P1"};
  entry.year = 2025;
  entry.case_id = std::string(16, 'c');
  entry.item = 1;
  entry.revision = 1;
  entry.points = 13;
  entry.policy_sha256 = std::string(64, 'a');
  entry.act_start = Day(2025, 1, 1);
  entry.act_end = Day(2025, 1, 2);
  entry.effective_date = Day(2025, 3, 1);
  entry.recorded_time = 1'740'000'000'000'000;
  entry.actor = "officer";
  return entry;
}

absl::Status WriteAsThen(sql::Tx& tx) {
  const Entry one = OldEntry();
  const ledger::Link link =
      ledger::NextLink("probity/points/1", ledger::Head(), EntryFields("demo", one));
  PROBITY_RETURN_IF_ERROR(
      tx.Execute("INSERT INTO institution (region, institution_id, name, kind, district, "
                 "designated_from, recorded_time) VALUES ('demo', 'P1', '示例药店', 2, '示例区', "
                 "'2020-01-01', 1)",
                 {})
          .status());
  PROBITY_RETURN_IF_ERROR(
      tx.Execute("INSERT INTO balance (region, institution_id, year, points, last_seq) "
                 "VALUES ('demo', 'P1', 2025, 13, 1)",
                 {})
          .status());
  return tx
      .Execute(
          "INSERT INTO entry (region, recorded_seq, entry_id, institution_id, year, case_id, item, "
          "revision, kind, points, veto, policy_sha256, act_start, act_end, effective_date, "
          "recorded_time, actor, scenario, prev_hash, hash) "
          "VALUES (?, 1, ?, ?, ?, ?, 1, 1, 1, ?, 0, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
          {"demo", sql::Blob{one.entry_id}, one.subject.id, int64_t{one.year},
           sql::Blob{one.case_id}, one.points, one.policy_sha256,
           calendar::FormatDate(one.act_start), calendar::FormatDate(one.act_end),
           calendar::FormatDate(one.effective_date), one.recorded_time, one.actor,
           sql::Blob{link.prev_hash}, sql::Blob{link.hash}})
      .status();
}

class LedgerUpgradeTest : public ::testing::TestWithParam<std::string> {
 protected:
  testing::TestDatabase database_{GetParam(), Early()};
};
PROBITY_ON_EVERY_ENGINE(LedgerUpgradeTest);

TEST_P(LedgerUpgradeTest, EntriesAndBalancesOfBeforeAreThoseOfTheirInstitution) {
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  const absl::Status written = database_->Transact(deadline, WriteAsThen);
  ASSERT_TRUE(written.ok()) << written;
  database_.Close();
  ASSERT_TRUE(testing::MigrateAtOnce(database_.options(), Migrations()).ok());
  const absl::Status upgraded = database_.Reopen(Migrations());
  ASSERT_TRUE(upgraded.ok()) << upgraded;
  const absl::Status read = database_->Read(deadline, [](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const ledger::Head head, VerifyEntries(tx, "demo"));
    EXPECT_EQ(head.seq, 1);
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                             EntriesOfYear(tx, "demo", 2025, OldEntry().subject));
    EXPECT_EQ(entries.size(), 1u) << "as a pharmacy's";
    PROBITY_ASSIGN_OR_RETURN(const int64_t points,
                             BalancePoints(tx, "demo", OldEntry().subject, 2025));
    EXPECT_EQ(points, 13);
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
}

}  // namespace
}  // namespace probity::scoring

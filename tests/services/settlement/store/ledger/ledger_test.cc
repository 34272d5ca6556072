// The ledger's tables: a transfer exists once and never changes, balances are what transfers come
// to, and whoever touches a row is found.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/store/ledger/balances.h"
#include "services/settlement/store/ledger/transfers.h"
#include "services/settlement/store/read_only.h"
#include "tests/services/settlement/store/store_fixture.h"

namespace probity::settlement {
namespace {

const UnitKey kUnit{"M1", Fund::kAll, UnitClass::kAll};

class LedgerTest : public StoreTest {
 protected:
  static std::vector<Transfer> Postings(const std::string& run, const UnitDue& due,
                                        const UnitKey& unit = kUnit,
                                        const UnitStanding& standing = {}) {
    return PostingsOf({run, 2026, "2027-03-15", std::string(64, 'a')}, unit, due, standing);
  }

  absl::StatusOr<Posted> Post(const std::vector<Transfer>& transfers) {
    Posted posted;
    const absl::Status status = Write([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(
          posted, PostGroup(tx, {kRegion, "g1", "locker-1", absl::FromUnixSeconds(1'800'000'000)},
                            transfers));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return posted;
  }

  Balance BalanceOf(const std::string& account) {
    Balance balance;
    EXPECT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(balance, GetBalance(tx, kRegion, account));
                  return absl::OkStatus();
                }).ok());
    return balance;
  }

  absl::Status Verify() {
    return Read([](sql::Tx& tx) { return VerifyLanes(tx, kRegion).status(); });
  }

  absl::Status Tamper(const char* sql) {
    return Write([sql](sql::Tx& tx) { return tx.Execute(sql, {}).status(); });
  }
};

PROBITY_ON_EVERY_ENGINE(LedgerTest);

TEST_P(LedgerTest, ATransferIsPostedOnceHoweverOftenItIsAskedFor) {
  const auto transfers =
      Postings("R1", {{LedgerLine::kBase, {100, 0}}, {LedgerLine::kReward, {0, 7}}});
  EXPECT_EQ(Post(transfers)->added, 2);
  const auto again = Post(transfers);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->added, 0);
  EXPECT_EQ(again->repeated, 2);
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M1/ALL/ALL"), (Balance{0, 100, 0, 7}));
  EXPECT_EQ(BalanceOf("RESERVE/2026///"), (Balance{0, 0, 7, 0}));
  EXPECT_TRUE(Verify().ok());
}

TEST_P(LedgerTest, AnotherContentUnderAKnownIdIsAConflictNamingTheField) {
  auto transfers = Postings("R1", {{LedgerLine::kBase, {100, 0}}});
  ASSERT_TRUE(Post(transfers).ok());
  transfers[0].amount_fen = 101;
  const auto later = Postings("R1", {{LedgerLine::kForfeit, {5, 0}}});
  transfers.insert(transfers.end(), later.begin(), later.end());
  const absl::Status refused = Post(transfers).status();
  EXPECT_TRUE(HasReason(refused, Reason::k_TRANSFER_CONFLICT)) << refused;
  EXPECT_EQ(DetailOf(refused).metadata.at("field"), "amount_fen");
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M1/ALL/ALL"), (Balance{0, 100, 0, 0})) << "nothing of it";
}

TEST_P(LedgerTest, APendingTransferIsResolvedAtMostOnce) {
  const auto held = Postings("R1", {{LedgerLine::kReward, {0, 7}}});
  ASSERT_TRUE(Post(held).ok());
  UnitStanding standing;
  AddToStanding(held[0], standing);
  ASSERT_TRUE(Post(Postings("R2", {{LedgerLine::kReward, {7, 0}}}, kUnit, standing)).ok());
  const auto voided = Postings("R3", {{LedgerLine::kReward, {0, 0}}}, kUnit, standing);
  EXPECT_TRUE(HasReason(Post(voided).status(), Reason::k_PENDING_RESOLVED));
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M1/ALL/ALL"), (Balance{0, 7, 0, 0}));
  auto unknown = voided;
  unknown[0].pending_id = std::string(32, '0');
  EXPECT_TRUE(HasReason(Post(unknown).status(), Reason::k_UNKNOWN_TRANSFER));
  ASSERT_TRUE(Read([](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const int64_t open, CountOpenPending(tx, kRegion, 2026));
                EXPECT_EQ(open, 0);
                return absl::OkStatus();
              }).ok());
}

TEST_P(LedgerTest, LanesStayGaplessAcrossGroupsAndInstitutions) {
  for (int i = 0; i < 40; ++i) {
    const UnitKey unit{absl::StrCat("M", i), Fund::kAll, UnitClass::kAll};
    ASSERT_TRUE(Post(Postings("R1", {{LedgerLine::kBase, {i + 1, 0}}}, unit)).ok());
  }
  ASSERT_TRUE(Read([](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const auto lanes, VerifyLanes(tx, kRegion));
                int64_t transfers = 0;
                for (const VerifiedLane& lane : lanes) transfers += lane.transfers;
                EXPECT_EQ(transfers, 40);
                PROBITY_ASSIGN_OR_RETURN(const Balance trial, TrialBalance(tx, kRegion, 2026));
                EXPECT_EQ(trial.debit_posted, trial.credit_posted);
                EXPECT_EQ(trial.debit_posted, 40 * 41 / 2);
                return absl::OkStatus();
              }).ok());
}

TEST_P(LedgerTest, EveryTouchedColumnAndEveryMissingRowIsFound) {
  for (const char* change :
       {"UPDATE transfer SET amount_fen = amount_fen + 1", "UPDATE transfer SET actor = 'somebody'",
        "UPDATE transfer SET recorded_time = 1",
        "UPDATE transfer SET credit_account = 'PAYABLE/2026/M1/ALL/SPECIAL' WHERE line = 'BASE'",
        "DELETE FROM transfer WHERE line = 'BASE'",
        "DELETE FROM transfer WHERE line = 'FORFEIT'"}) {
    ::probity::testing::TestDatabase fresh(GetParam(), Migrations());
    const auto transfers =
        Postings("R1", {{LedgerLine::kBase, {100, 0}}, {LedgerLine::kForfeit, {5, 0}}});
    ASSERT_TRUE(fresh
                    ->Transact(Soon(),
                               [&](sql::Tx& tx) {
                                 return PostGroup(tx,
                                                  {kRegion, "g", "locker-1",
                                                   absl::FromUnixSeconds(1'800'000'000)},
                                                  transfers)
                                     .status();
                               })
                    .ok());
    ASSERT_TRUE(
        fresh->Transact(Soon(), [change](sql::Tx& tx) { return tx.Execute(change, {}).status(); })
            .ok());
    const absl::Status broken =
        fresh->Read(Soon(), [](sql::Tx& tx) { return VerifyLanes(tx, kRegion).status(); });
    EXPECT_TRUE(HasReason(broken, Reason::k_LEDGER_BROKEN)) << change;
    EXPECT_EQ(DetailOf(broken).metadata.count("lane"), 1U) << change;
  }
}

TEST_P(LedgerTest, BalancesAreACacheThatIsRebuilt) {
  ASSERT_TRUE(
      Post(Postings("R1", {{LedgerLine::kBase, {100, 0}}, {LedgerLine::kReward, {0, 7}}})).ok());
  ASSERT_TRUE(Tamper("UPDATE balance SET credit_posted = 1 WHERE account_id LIKE 'PAYABLE%'").ok());
  ASSERT_TRUE(Tamper("DELETE FROM balance WHERE account_id LIKE 'RESERVE%'").ok());
  ASSERT_TRUE(Write([](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const Rebuilt seen, RebuildBalances(tx, kRegion, false));
                EXPECT_EQ(seen.corrected, 2) << "only looked at";
                PROBITY_ASSIGN_OR_RETURN(const Rebuilt rebuilt, RebuildBalances(tx, kRegion, true));
                EXPECT_EQ(rebuilt.accounts, 3);
                EXPECT_EQ(rebuilt.corrected, 2);
                EXPECT_EQ(rebuilt.first_corrected, "PAYABLE/2026/M1/ALL/ALL");
                PROBITY_ASSIGN_OR_RETURN(const Rebuilt again, RebuildBalances(tx, kRegion, false));
                EXPECT_EQ(again.corrected, 0);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M1/ALL/ALL"), (Balance{0, 100, 0, 7}));
  EXPECT_EQ(BalanceOf("RESERVE/2026///"), (Balance{0, 0, 7, 0}));
}

TEST_P(LedgerTest, ABalanceIsReadAsOfADayAndAsKnownThen) {
  ASSERT_TRUE(Post(Postings("R1", {{LedgerLine::kBase, {100, 0}}})).ok());
  const auto fold = [this](const BalanceMoment& moment) {
    int64_t credit = -1;
    EXPECT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(
                      const Balance balance,
                      FoldBalance(tx, kRegion, "PAYABLE/2026/M1/ALL/ALL", moment));
                  credit = balance.credit_posted;
                  return absl::OkStatus();
                }).ok());
    return credit;
  };
  const absl::Time recorded = absl::FromUnixSeconds(1'800'000'000);
  EXPECT_EQ(fold({"", std::nullopt}), 100);
  EXPECT_EQ(fold({"2027-03-14", std::nullopt}), 0) << "one day early";
  EXPECT_EQ(fold({"2027-03-15", std::nullopt}), 100);
  EXPECT_EQ(fold({"", recorded - absl::Microseconds(1)}), 0) << "not known yet";
  EXPECT_EQ(fold({"", recorded}), 100);
}

TEST_P(LedgerTest, NothingIsPostedIntoClosedBooks) {
  ASSERT_TRUE(Post(Postings("R1", {{LedgerLine::kBase, {100, 0}}})).ok());
  ASSERT_TRUE(Write([](sql::Tx& tx) {
                return CloseAccounts(tx, kRegion, 2026, "director-1").status();
              }).ok());
  EXPECT_TRUE(HasReason(Post(Postings("R2", {{LedgerLine::kBase, {1, 0}}})).status(),
                        Reason::k_YEAR_CLOSED));
}

TEST_P(LedgerTest, ABalanceBeyondSixtyFourBitsIsRefused) {
  constexpr int64_t kMost = INT64_MAX;
  std::vector<Transfer> two = Postings("R1", {{LedgerLine::kBase, {kMost, 0}}});
  const auto more = Postings("R2", {{LedgerLine::kBase, {1, 0}}});
  two.insert(two.end(), more.begin(), more.end());
  EXPECT_TRUE(HasReason(Post(two).status(), Reason::k_ARITHMETIC_OVERFLOW));
}

TEST_P(LedgerTest, AWhatIfCannotWriteThroughItsTransaction) {
  const absl::Status status = Read([](sql::Tx& tx) -> absl::Status {
    ReadOnlyTx read_only(tx);
    EXPECT_TRUE(GetBalance(read_only, kRegion, "FUND/2026//ALL/").status().code() ==
                absl::StatusCode::kNotFound);
    EXPECT_TRUE(HasReason(read_only.Execute("UPDATE balance SET debit_posted = 0", {}).status(),
                          Reason::k_WRITE_IN_WHAT_IF));
    EXPECT_TRUE(
        HasReason(read_only.Query("DELETE FROM balance", {}).status(), Reason::k_WRITE_IN_WHAT_IF));
    return read_only.InsertMany("INSERT INTO balance VALUES", {{int64_t{1}}});
  });
  EXPECT_TRUE(HasReason(status, Reason::k_WRITE_IN_WHAT_IF)) << status;
}

}  // namespace
}  // namespace probity::settlement

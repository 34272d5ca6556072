// The texts and hashes of a transfer, held to vectors computed elsewhere from the published form.
#include "services/settlement/domain/ledger/transfer.h"

#include <gtest/gtest.h>

namespace probity::settlement {
namespace {

const UnitKey kOneUnit{"G01", Fund::kAll, UnitClass::kAll};

Transfer Base() {
  Transfer transfer;
  transfer.transfer_id = TransferId("R1", kOneUnit, "BASE", TransferPhase::kPosted);
  transfer.debit_account = AccountId(AccountOf(AccountKind::kFund, 2026, kOneUnit));
  transfer.credit_account = AccountId(AccountOf(AccountKind::kPayable, 2026, kOneUnit));
  transfer.amount_fen = 950'000'000;
  transfer.line = "BASE";
  transfer.for_year = 2026;
  transfer.effective_date = "2027-03-15";
  transfer.run_id = "R1";
  transfer.policy_sha256 = "0852bdaf94eef6052d734dd4aa7dd29b7fe0098fec5b1047dded2a440d47b99d";
  return transfer;
}

TEST(TransferTest, IdsAndHashesAreThoseAnybodyComputesFromTheText) {
  const Transfer transfer = Base();
  EXPECT_EQ(transfer.transfer_id, "da9f6fd630a174b4afff5b0cda9dbe82");
  EXPECT_EQ(transfer.debit_account, "FUND/2026//ALL/");
  EXPECT_EQ(transfer.credit_account, "PAYABLE/2026/G01/ALL/ALL");
  const std::string payload = PayloadSha256("demo", transfer);
  EXPECT_EQ(payload, "87fcc22806f9755ff9cbefa953a25db549b19444f3908a5b8d3c4bdd2e9a7346");
  EXPECT_EQ(LaneOf("G01"), 4);
  const Recording recording{4,          1,       "g1",           1'805'000'000'000'000,
                            "locker-1", payload, FirstPrevHash()};
  EXPECT_EQ(ChainHash(recording),
            "92e5849b24786d184ddb3f341df892dd73956d0287d62dc9341613d7de462fec");
}

TEST(TransferTest, EveryFieldOfTheRecordIsCoveredByItsHash) {
  const Recording recording{4, 1, "g1", 5, "a", std::string(64, 'a'), FirstPrevHash()};
  for (const auto& change : std::vector<void (*)(Recording&)>{
           [](Recording& one) { ++one.lane; }, [](Recording& one) { ++one.seq; },
           [](Recording& one) { one.group_id = "g2"; }, [](Recording& one) { ++one.recorded_time; },
           [](Recording& one) { one.actor = "b"; },
           [](Recording& one) { one.payload_sha256.back() = 'b'; },
           [](Recording& one) { one.prev_hash.back() = '1'; }}) {
    Recording changed = recording;
    change(changed);
    EXPECT_NE(ChainHash(changed), ChainHash(recording));
  }
}

TEST(TransferTest, AConflictIsNamedByTheFirstFieldThatDiffers) {
  Transfer other = Base();
  EXPECT_EQ(FirstDifference(Base(), other), "");
  other.effective_date = "2027-03-16";
  EXPECT_EQ(FirstDifference(Base(), other), "effective_date");
  other.amount_fen = 1;
  EXPECT_EQ(FirstDifference(Base(), other), "amount_fen");
}

TEST(TransferTest, AnAccountsIdLeavesEmptyWhatDoesNotApplyAndReadsBack) {
  for (const char* id : {"FUND/2026//ALL/", "PAYABLE/2026/M1/EMPLOYEE/INPATIENT", "RESERVE/2026///",
                         "PRIOR_YEAR/2026/M1/ALL/ALL", "CASH/2026//RESIDENT/"}) {
    const auto account = ParseAccountId(id);
    ASSERT_TRUE(account.has_value()) << id;
    EXPECT_EQ(AccountId(*account), id);
  }
  for (const char* id :
       {"", "FUND/2026//ALL", "BRIBE/2026//ALL/", "FUND/02026//ALL/", "FUND/x///"}) {
    EXPECT_FALSE(ParseAccountId(id).has_value()) << id;
  }
}

}  // namespace
}  // namespace probity::settlement

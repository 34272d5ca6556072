// The published vectors of the money ledger: the BASE transfer of the published unit.
#include <gtest/gtest.h>

#include <string>

#include "common/crypto/crypto.h"
#include "services/settlement/domain/ledger/postings.h"
#include "services/settlement/domain/ledger/transfer.h"

namespace probity::settlement {
namespace {

constexpr char kId[] = "da9f6fd630a174b4afff5b0cda9dbe82";
constexpr char kPayload[] = "87fcc22806f9755ff9cbefa953a25db549b19444f3908a5b8d3c4bdd2e9a7346";

UnitKey G01() {
  UnitKey key;
  key.institution_id = "G01";
  return key;
}

Transfer Base() {
  const PostingContext context{"R1", 2026, "2027-03-15", crypto::Hex(crypto::Sha256("MED"))};
  return MakeTransfer(context, G01(), LedgerLine::kBase, TransferPhase::kPosted, 950000000);
}

TEST(APublishedTransfer, HasTheIdOfWhatItIsFor) {
  EXPECT_EQ(Base().transfer_id, kId);
  EXPECT_EQ(TransferId("R1", G01(), "BASE", TransferPhase::kPosted), kId);
  EXPECT_EQ(Base().debit_account, "FUND/2026//ALL/");
  EXPECT_EQ(Base().credit_account, "PAYABLE/2026/G01/ALL/ALL");
}

TEST(APublishedTransfer, HasTheHashOfWhatItSays) {
  EXPECT_EQ(PayloadSha256("demo", Base()), kPayload);
  Transfer other = Base();
  ++other.amount_fen;
  EXPECT_NE(PayloadSha256("demo", other), kPayload);
  EXPECT_NE(PayloadSha256("other", Base()), kPayload) << "a region's transfer is its own";
}

TEST(APublishedTransfer, IsChainedInItsLane) {
  Recording recording;
  recording.lane = LaneOf("G01");
  recording.seq = 1;
  recording.group_id = "g1";
  recording.recorded_time = 1805000000000000;
  recording.actor = "locker-1";
  recording.payload_sha256 = kPayload;
  recording.prev_hash = FirstPrevHash();
  EXPECT_EQ(recording.lane, 4) << "of 16";
  EXPECT_EQ(ChainHash(recording),
            "92e5849b24786d184ddb3f341df892dd73956d0287d62dc9341613d7de462fec");
  recording.seq = 2;
  EXPECT_NE(ChainHash(recording),
            "92e5849b24786d184ddb3f341df892dd73956d0287d62dc9341613d7de462fec");
}

}  // namespace
}  // namespace probity::settlement

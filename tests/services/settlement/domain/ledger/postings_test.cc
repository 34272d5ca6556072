// What is posted of a unit: everything at first, differences afterwards, and a held part resolved
// exactly once.
#include "services/settlement/domain/ledger/postings.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

const UnitKey kUnit{"M1", Fund::kAll, UnitClass::kAll};

std::vector<Transfer> Post(const std::string& run, const UnitDue& due, const UnitStanding& stands) {
  return PostingsOf({run, 2026, "2027-03-15", std::string(64, 'a')}, kUnit, due, stands);
}

// "BASE POSTED FUND>PAYABLE 100" for each transfer.
std::string Text(const std::vector<Transfer>& transfers) {
  return absl::StrJoin(transfers, "; ", [](std::string* out, const Transfer& one) {
    const auto kind = [](const std::string& id) { return id.substr(0, id.find('/')); };
    absl::StrAppend(out, one.line, " ", ToAbsl(PhaseName(one.phase)), " ", kind(one.debit_account),
                    ">", kind(one.credit_account), " ", one.amount_fen);
  });
}

UnitStanding Fold(const std::vector<Transfer>& transfers, UnitStanding standing = {}) {
  for (const Transfer& one : transfers) AddToStanding(one, standing);
  return standing;
}

TEST(PostingsTest, AFirstLockPostsWhatIsDueAndHoldsWhatIsHeld) {
  const UnitDue due = {{LedgerLine::kBase, {100, 0}},     {LedgerLine::kReward, {0, 7}},
                       {LedgerLine::kWithhold, {5, 0}},   {LedgerLine::kMonthly, {60, 0}},
                       {LedgerLine::kPriorYear, {-3, 0}}, {LedgerLine::kForfeit, {0, 0}}};
  const auto posted = Post("R1", due, {});
  EXPECT_EQ(Text(posted),
            "BASE POSTED FUND>PAYABLE 100; REWARD PENDING RESERVE>PAYABLE 7; "
            "WITHHOLD POSTED PAYABLE>EXCHANGE 5; MONTHLY POSTED PAYABLE>ADVANCE 60; "
            "PRIOR_YEAR POSTED PAYABLE>PRIOR_YEAR 3");
  EXPECT_EQ(NetOf(Fold(posted)), 100 - 5 - 60 - 3);
  EXPECT_TRUE(Post("R1", due, Fold(posted)).empty()) << "nothing is left to post";
}

TEST(PostingsTest, WhatWasHeldIsReleasedOrVoidedOnce) {
  const UnitStanding held = Fold(Post("R1", {{LedgerLine::kReward, {0, 7}}}, {}));
  const auto released = Post("R2", {{LedgerLine::kReward, {7, 0}}}, held);
  EXPECT_EQ(Text(released), "REWARD POST RESERVE>PAYABLE 7");
  EXPECT_EQ(released[0].pending_id, TransferId("R1", kUnit, "REWARD", TransferPhase::kPending));
  EXPECT_EQ(Text(Post("R2", {{LedgerLine::kReward, {0, 0}}}, held)),
            "REWARD VOID RESERVE>PAYABLE 7");
  EXPECT_EQ(Text(Post("R2", {{LedgerLine::kReward, {9, 0}}}, held)),
            "REWARD POST RESERVE>PAYABLE 7; REWARD POSTED RESERVE>PAYABLE 2");
  EXPECT_EQ(Text(Post("R2", {{LedgerLine::kReward, {4, 0}}}, held)),
            "REWARD VOID RESERVE>PAYABLE 7; REWARD POSTED RESERVE>PAYABLE 4");
  EXPECT_EQ(Text(Post("R2", {{LedgerLine::kReward, {0, 5}}}, held)),
            "REWARD VOID RESERVE>PAYABLE 7; REWARD PENDING RESERVE>PAYABLE 5");
  EXPECT_TRUE(Post("R2", {{LedgerLine::kReward, {0, 7}}}, held).empty()) << "held as before";
  EXPECT_TRUE(Post("R3", {{LedgerLine::kReward, {7, 0}}}, Fold(released, held)).empty());
}

TEST(PostingsTest, AGrantedRewardThatIsCancelledIsClawedBack) {
  const UnitStanding paid = Fold(Post("R1", {{LedgerLine::kReward, {7, 0}}}, {}));
  EXPECT_EQ(Text(Post("R2", {}, paid)), "REWARD POSTED PAYABLE>RESERVE 7");
}

TEST(PostingsTest, PayoutsAreNoLineOfAResultAndComeBackWhole) {
  UnitStanding standing = Fold(Post("R1", {{LedgerLine::kBase, {100, 0}}}, {}));
  Transfer payout = MakeTransfer({"R1", 2026, "2027-04-01", ""}, kUnit, LedgerLine::kPayout,
                                 TransferPhase::kPosted, 40);
  payout.line = "PAYOUT.2";
  AddToStanding(payout, standing);
  EXPECT_EQ(NetOf(standing), 60);
  EXPECT_TRUE(Post("R2", {{LedgerLine::kBase, {100, 0}}}, standing).empty());
  const Transfer back = ReversalOf(payout, "2027-04-02");
  EXPECT_EQ(back.reverses, payout.transfer_id);
  EXPECT_EQ(back.transfer_id, ReversalId(payout.transfer_id)) << "a second one cannot exist";
  AddToStanding(back, standing);
  EXPECT_EQ(NetOf(standing), 100);
}

}  // namespace
}  // namespace probity::settlement

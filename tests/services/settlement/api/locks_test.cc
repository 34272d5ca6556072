// A year that was settled and locked is never written again: scoring, which records what comes
// later, is told of every lock and of how far the run knew its ledger, once it can be reached.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "services/settlement/api/tell_locks.h"
#include "services/settlement/store/known_ledger.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

class LocksTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Tell() { return TellLocks(server_.env(), absl::Now() + absl::Seconds(20)); }

  v1::Run Reviewed() {
    const auto reviewed = server_.Review(
        server_.Calculated({server_.Medical("M1", 7)}, {SettlementServer::Budget("M1")}));
    EXPECT_TRUE(reviewed.ok()) << reviewed.status();
    return reviewed.value_or(v1::Run());
  }
  v1::Run Locked() {
    const auto half = server_.Sign(Reviewed(), Reviewer());
    EXPECT_TRUE(half.ok()) << half.status();
    const auto locked = server_.Sign(half.value_or(v1::Run()), Locker());
    EXPECT_TRUE(locked.ok()) << locked.status();
    return locked.value_or(v1::Run());
  }

  SettlementServer server_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(LocksTest);

TEST_P(LocksTest, ScoringIsToldOfALockOnceAndOfTheLedgerAsItWasAtTheFreeze) {
  server_.scoring().SetKnownSeq(41);
  const v1::Run reviewed = Reviewed();
  server_.scoring().SetKnownSeq(43);  // entries after the freeze are unknown to the run
  ASSERT_TRUE(Tell().ok());
  EXPECT_TRUE(server_.scoring().locks().empty()) << "a run that is reviewed may still be abandoned";
  const auto half = server_.Sign(reviewed, Reviewer());
  ASSERT_TRUE(half.ok()) << half.status();
  ASSERT_TRUE(Tell().ok());
  EXPECT_TRUE(server_.scoring().locks().empty()) << "one of two signatures locks nothing";
  ASSERT_TRUE(server_.Sign(*half, Locker()).ok());
  ASSERT_TRUE(Tell().ok());
  ASSERT_TRUE(Tell().ok()) << "and nothing is left to tell";
  const auto locks = server_.scoring().locks();
  ASSERT_EQ(locks.size(), 1U);
  EXPECT_EQ(locks.front().run_id(), reviewed.run_id());
  EXPECT_EQ(locks.front().year(), SettlementServer::kYear);
  EXPECT_EQ(locks.front().known_seq(), 41);
}

TEST_P(LocksTest, AnEmptyLedgerIsToldAsZero) {
  Locked();
  ASSERT_TRUE(Tell().ok());
  ASSERT_EQ(server_.scoring().locks().size(), 1U);
  EXPECT_EQ(server_.scoring().locks().front().known_seq(), 0);
}

TEST_P(LocksTest, WhatScoringRefusesIsToldAgainByTheSameRequest) {
  const v1::Run locked = Locked();
  server_.scoring().RefuseLocks(absl::UnavailableError("restarting"));
  EXPECT_TRUE(absl::IsUnavailable(Tell()));
  server_.scoring().RefuseLocks(absl::OkStatus());
  ASSERT_TRUE(Tell().ok());
  ASSERT_EQ(server_.scoring().locks().size(), 1U);
  const auto first = server_.scoring().locks().front();
  // As if this service had ended between the answer and keeping it.
  ASSERT_TRUE(server_
                  .Try([&](sql::Tx& tx) {
                    return tx.Execute("UPDATE known_ledger SET lock_told = 0", {}).status();
                  })
                  .ok());
  ASSERT_TRUE(Tell().ok());
  ASSERT_EQ(server_.scoring().locks().size(), 2U);
  EXPECT_EQ(server_.scoring().locks().back().SerializeAsString(), first.SerializeAsString())
      << "told twice, scoring answers as before";
}

TEST_P(LocksTest, ScoringAwayDelaysTheTellingAndNotTheLock) {
  const v1::Run reviewed = Reviewed();
  server_.scoring().GoAway();
  const auto half = server_.Sign(reviewed, Reviewer());
  ASSERT_TRUE(half.ok()) << half.status();
  const auto locked = server_.Sign(*half, Locker());
  ASSERT_TRUE(locked.ok()) << locked.status();
  EXPECT_EQ(locked->state(), v1::RUN_STATE_LOCKED);
  EXPECT_FALSE(Tell().ok());
  std::vector<KnownLedger> left;
  ASSERT_TRUE(server_
                  .Try([&](sql::Tx& tx) -> absl::Status {
                    auto found = LocksToTell(tx, server_.env().region);
                    if (found.ok()) left = *found;
                    return found.status();
                  })
                  .ok());
  ASSERT_EQ(left.size(), 1U) << "it is told as soon as scoring is back";
  EXPECT_EQ(left.front().run_id, locked->run_id());
}

}  // namespace
}  // namespace probity::settlement

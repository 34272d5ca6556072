#include "services/scoring/api/posting.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "services/scoring/api/verify.h"
#include "services/scoring/store/balances.h"
#include "tests/services/scoring/support/decided.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

class PostingTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1"});
  }
  ScoringServer server_{Day(2026, 6, 1), GetParam()};
};
PROBITY_ON_EVERY_ENGINE(PostingTest);

TEST_P(PostingTest, DecisionsThatTakeEffectAtOnceAllCount) {
  constexpr int kOfficers = 4;
  constexpr int kCases = 3;
  std::vector<std::thread> officers;
  for (int officer = 0; officer < kOfficers; ++officer) {
    officers.emplace_back([&] {
      for (int i = 0; i < kCases; ++i) {
        const auto posted =
            Post(server_, NewCaseId(server_),
                 {.institution_id = "M1", .points = {1, 1}, .served = Day(2026, 3, 9)});
        EXPECT_TRUE(posted.ok()) << posted.status();
      }
    });
  }
  for (std::thread& officer : officers) officer.join();
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    const auto balance = BalancePoints(tx, "demo", {policy::SubjectKind::kMedical, "M1"}, 2026);
    if (!balance.ok()) return balance.status();
    EXPECT_EQ(*balance, 2 * kOfficers * kCases);
    const auto proof = VerifyLedger(tx, server_.env());
    if (!proof.ok()) return proof.status();
    EXPECT_EQ(proof->ledger.seq, 2 * kOfficers * kCases);
    const auto record = LastConsequence(tx, "demo", {policy::SubjectKind::kMedical, "M1"}, 2026);
    if (!record.ok()) return record.status();
    EXPECT_TRUE(record->has_value());
    if (record->has_value()) {
      EXPECT_EQ((*record)->seq, 2) << "one month at 18, three at 24";
      EXPECT_EQ((*record)->consequence.suspend_months, 3);
    }
    return absl::OkStatus();
  });
}

TEST_P(PostingTest, APostingThatFailsLeavesNothing) {
  const Decided decided = {.institution_id = "M1", .points = {20, -1}, .served = Day(2026, 3, 9)};
  EXPECT_EQ(Outcome(Post(server_, NewCaseId(server_), decided).status()), "INTERNAL/INTERNAL");
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    const auto proof = VerifyLedger(tx, server_.env());
    if (!proof.ok()) return proof.status();
    EXPECT_EQ(proof->ledger.seq, 0);
    EXPECT_EQ(proof->balances, 0);
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace probity::scoring

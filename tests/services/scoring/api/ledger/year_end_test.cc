#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "services/scoring/api/ledger/adjust.h"
#include "services/scoring/api/verify.h"
#include "services/scoring/jobs/ledger/year_end_job.h"
#include "tests/services/scoring/api/ledger/ledger_bureau.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

class YearEndTest : public ::testing::TestWithParam<std::string> {
 protected:
  int64_t Expire() {
    const auto ended = ExpireDueYears(bureau_.server().env(), absl::Now() + absl::Seconds(20));
    EXPECT_TRUE(ended.ok()) << ended.status();
    return ended.value_or(-1);
  }
  int64_t Expiries() { return static_cast<int64_t>(Expired().size()); }
  // The points of each EXPIRE entry, as recorded.
  std::vector<int64_t> Expired() {
    v1::ListEntriesRequest request;
    request.set_page_size(1000);
    const auto listed = rpc::Invoke(bureau_.ledger(), &v1::LedgerService::Stub::ListEntries,
                                    request, As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<int64_t> found;
    for (const v1::Entry& entry : listed->entries()) {
      if (entry.kind() == v1::ENTRY_KIND_EXPIRE) found.push_back(entry.points());
    }
    return found;
  }
  void ExpectSound() {
    bureau_.server().Change(
        [&](sql::Tx& tx) { return VerifyStore(tx, bureau_.server().env()).status(); });
  }

  LedgerBureau bureau_{Day(2026, 12, 31), GetParam()};
};
PROBITY_ON_EVERY_ENGINE(YearEndTest);

TEST_P(YearEndTest, PointsLapseAtMidnightOfTheFirstOfJanuaryInTheBureausZone) {
  bureau_.Post("M1", 18, Day(2026, 12, 20));
  bureau_.Post("M2", 3, Day(2026, 3, 9));
  bureau_.server().clock().Set(
      absl::FromCivil(absl::CivilSecond(2026, 12, 31, 23, 59, 59), calendar::BureauZone()));
  EXPECT_EQ(Expire(), 0) << "a second before";
  bureau_.server().clock().Set(
      absl::FromCivil(absl::CivilSecond(2027, 1, 1), calendar::BureauZone()));
  EXPECT_EQ(Expire(), 2) << "M3 had no points";
  EXPECT_EQ(Expire(), 0) << "once";
  EXPECT_EQ(Expiries(), 2);
  ExpectSound();
}

TEST_P(YearEndTest, TheYearsStandingIsTheSameBeforeAndAfter) {
  bureau_.Post("M1", 18, Day(2026, 12, 20));
  v1::Standing before = bureau_.Standing("M1").standing();
  bureau_.server().clock().Set(Day(2027, 1, 4));
  EXPECT_EQ(Expire(), 1);
  v1::Standing after = bureau_.Standing("M1").standing();
  EXPECT_EQ(after.expired_date(), "2027-01-01");
  EXPECT_EQ(after.consequence().suspend_end_date(), "2027-01-20") << "it goes on across the reset";
  after.clear_expired_date();
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(bureau_.Standing("M1", 2027).standing().points(), 0);
}

TEST_P(YearEndTest, ADecisionServedAfterTheEndStillBelongsToTheYearOfTheAct) {
  bureau_.server().clock().Set(Day(2027, 2, 1));
  EXPECT_EQ(Expire(), 0);
  bureau_.Post("M1", 12, Day(2027, 1, 29), Day(2026, 12, 30));
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 12);
  EXPECT_EQ(Expire(), 1) << "and lapses at once";
  bureau_.Post("M1", 6, Day(2027, 1, 30), Day(2026, 12, 31));
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 18);
  EXPECT_EQ(Expired(), std::vector<int64_t>({12}));
  EXPECT_EQ(Expire(), 1) << "what came after the end lapses too";
  EXPECT_EQ(Expired(), std::vector<int64_t>({12, 6}));
  EXPECT_EQ(Expire(), 0) << "each point once";
  ExpectSound();
}

TEST_P(YearEndTest, PointsTakenBackLapseNoMoreAndPointsGivenAnewLapseAnew) {
  const Id id = bureau_.Post("M1", 12, Day(2026, 12, 20));
  bureau_.server().clock().Set(Day(2027, 2, 1));
  EXPECT_EQ(Expire(), 1);
  ASSERT_TRUE(Reverse(bureau_.server(), id, {.institution_id = "M1"}, Day(2027, 1, 20)).ok());
  EXPECT_EQ(Expire(), 0) << "nothing is left to end";
  bureau_.Post("M1", 6, Day(2027, 1, 29), Day(2026, 12, 30));
  EXPECT_EQ(Expire(), 1);
  EXPECT_EQ(Expired(), std::vector<int64_t>({12, 6}));
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 6);
  EXPECT_EQ(Expire(), 0);
  ExpectSound();
}

TEST_P(YearEndTest, AYearThatCannotBeEndedKeepsNoOtherFromEnding) {
  bureau_.Post("M1", 18, Day(2026, 12, 20));
  bureau_.Post("M2", 3, Day(2026, 3, 9));
  bureau_.server().Change([](sql::Tx& tx) {
    return tx
        .Execute("UPDATE entry SET policy_sha256 = ? WHERE subject_id = 'M1'",
                 {std::string(64, '0')})
        .status();
  });
  bureau_.server().clock().Set(Day(2027, 1, 1));
  std::vector<std::string> lines;
  rpc::CaptureLog([&](const std::string& line) {
    if (line.find("year_not_ended") != std::string::npos) lines.push_back(line);
  });
  EXPECT_EQ(Expire(), 1) << "M2, though M1 comes first and its version of the policy is unknown";
  rpc::CaptureLog(nullptr);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find("M1"), std::string::npos) << lines[0];
}

TEST_P(YearEndTest, AYearEndsThoughNoPolicyIsInForceToday) {
  LedgerBureau bureau(Day(2026, 12, 31), GetParam(), "2026-12-31");
  bureau.Post("M1", 18, Day(2026, 12, 20));
  bureau.server().clock().Set(Day(2027, 1, 1));
  const auto ended = ExpireDueYears(bureau.server().env(), absl::Now() + absl::Seconds(20));
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(*ended, 1);
}

TEST_P(YearEndTest, AYearWhoseBalanceWasChangedIsNotEndedButLeftToBeFound) {
  bureau_.Post("M1", 18, Day(2026, 12, 20));
  bureau_.Post("M2", 3, Day(2026, 3, 9));
  bureau_.server().Change([](sql::Tx& tx) {
    return tx.Execute("UPDATE balance SET points = 1 WHERE subject_id = 'M1'", {}).status();
  });
  bureau_.server().clock().Set(Day(2027, 1, 1));
  EXPECT_EQ(Expire(), 1) << "M2 alone";
  const absl::Status verified = bureau_.server().Try(
      [&](sql::Tx& tx) { return VerifyStore(tx, bureau_.server().env()).status(); });
  EXPECT_EQ(Outcome(verified), "DATA_LOSS/LEDGER_BROKEN");
  EXPECT_EQ(DetailOf(verified).metadata.at("chain"), "balance");
}

TEST_P(YearEndTest, SeveralReplicasEndAYearOnce) {
  bureau_.Post("M1", 18, Day(2026, 12, 20));
  bureau_.Post("M2", 3, Day(2026, 3, 9));
  bureau_.Post("M3", 7, Day(2026, 3, 9));
  bureau_.server().clock().Set(Day(2027, 1, 1));
  std::vector<std::thread> replicas;
  std::vector<int64_t> ended(4, 0);
  for (size_t i = 0; i < ended.size(); ++i) {
    replicas.emplace_back([&, i] { ended[i] = Expire(); });
  }
  for (std::thread& replica : replicas) replica.join();
  int64_t sum = 0;
  for (const int64_t one : ended) sum += one;
  EXPECT_EQ(sum, 3);
  EXPECT_EQ(Expiries(), 3);
  ExpectSound();
}

TEST_P(YearEndTest, AServiceThatSleptOverNewYearEndsTheYearWhenItStarts) {
  bureau_.Post("M1", 18, Day(2026, 12, 20));
  bureau_.server().clock().Set(Day(2028, 3, 1));
  const absl::Time patience = absl::Now() + absl::Seconds(20);
  {
    const YearEndJob job(bureau_.server().env(), absl::Milliseconds(20));
    while (Expiries() == 0 && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(20));
  }
  const YearEndJob again(bureau_.server().env(), absl::Milliseconds(20));
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(Expiries(), 1);
}

}  // namespace
}  // namespace probity::scoring

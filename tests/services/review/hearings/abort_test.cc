// Aborts: who may, what stays, and that every sheet goes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

void ExpectNothingLeft(ReviewBench& bench, const std::string& why) {
  for (const char* table : {"round_key", "seed", "sheet", "credential", "draw", "outcome",
                            "receipt", "verdict_outbox", "release_outbox", "opening", "duty"}) {
    EXPECT_EQ(Count(bench.hearing_database(), table), 0) << table << ", " << why;
  }
  for (const char* table : {"pool_key", "pool_snapshot"}) {
    EXPECT_EQ(Count(bench.roster_database(), table), 0) << table << ", " << why;
  }
}

TEST(AbortRoundTest, BeforeTheDrawTheSecretaryAborts) {
  for (const auto phase :
       {v1::ROUND_PHASE_OPENED, v1::ROUND_PHASE_COMMITTED, v1::ROUND_PHASE_SCREENED}) {
    ReviewBench bench;
    bench.FillRoster();
    const std::string round = bench.RoundIn(phase);
    const auto aborted = bench.Abort(round);
    ASSERT_TRUE(aborted.ok()) << aborted.status();
    EXPECT_EQ(aborted->phase(), v1::ROUND_PHASE_ABORTED);
    EXPECT_EQ(bench.Get(round)->abort_code(), v1::ABORT_CODE_BY_SECRETARY);
    EXPECT_EQ(bench.scoring().queued(), 5) << v1::RoundPhase_Name(phase);
    EXPECT_THAT(bench.OpenRounds(), IsEmpty());
    ExpectNothingLeft(bench, v1::RoundPhase_Name(phase));
    EXPECT_EQ(bench.Abort(round)->phase(), v1::ROUND_PHASE_ABORTED) << "repeated";
    EXPECT_THAT(bench.AuditKinds(), Contains(11).Times(1));
  }
}

TEST(AbortRoundTest, FromTheDrawOnAnOfficerApproves) {
  using Expectation = std::pair<v1::RoundPhase, scoring::v1::RoundReached>;
  for (const auto& [phase, reached] :
       {Expectation{v1::ROUND_PHASE_DRAWN, scoring::v1::ROUND_REACHED_BEFORE_SEATED},
        Expectation{v1::ROUND_PHASE_SEATING, scoring::v1::ROUND_REACHED_BEFORE_SEATED},
        Expectation{v1::ROUND_PHASE_SEATED, scoring::v1::ROUND_REACHED_SEATED},
        Expectation{v1::ROUND_PHASE_VOTING, scoring::v1::ROUND_REACHED_VOTING}}) {
    ReviewBench bench;
    bench.FillRoster();
    const std::string round = bench.RoundIn(phase);
    EXPECT_EQ(Outcome(bench.Approve(round).status()), "FAILED_PRECONDITION/WRONG_PHASE")
        << "nobody asked";
    EXPECT_EQ(bench.Abort(round)->phase(), phase) << "asked for, not carried out";
    EXPECT_EQ(bench.PhaseOf(round), phase);
    EXPECT_EQ(Outcome(bench.Approve(round, "secretary").status()),
              "PERMISSION_DENIED/SEPARATION_OF_DUTIES");
    const auto approved = bench.Approve(round);
    ASSERT_TRUE(approved.ok()) << approved.status();
    EXPECT_EQ(approved->phase(), v1::ROUND_PHASE_ABORTED);
    ASSERT_THAT(bench.scoring().releases(), SizeIs(1));
    EXPECT_EQ(bench.scoring().releases()[0].reached(), reached);
    ExpectNothingLeft(bench, v1::RoundPhase_Name(phase));
  }
}

TEST(AbortRoundTest, AClosedRoundIsNotAborted) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_VOTING);
  bench.Vote(round, AllUphold);
  bench.clock().Advance(absl::Minutes(121));
  ASSERT_TRUE(bench.Reaches(round, v1::ROUND_PHASE_DELIVERED));
  EXPECT_EQ(Outcome(bench.Abort(round).status()), "FAILED_PRECONDITION/WRONG_PHASE");
}

TEST(AbortRoundTest, TheReleaseSurvivesScoringsAbsenceAndARestart) {
  ReviewBench bench;
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_OPENED);
  bench.scoring().Fail("ReleaseTokens", absl::UnavailableError("away"));
  ASSERT_TRUE(bench.Abort(round).ok());
  EXPECT_EQ(bench.scoring().queued(), 0);
  EXPECT_EQ(Count(bench.hearing_database(), "release_outbox"), 1);
  bench.Start();
  bench.scoring().Fail("ReleaseTokens", absl::OkStatus());
  for (int i = 0; i < 1000 && Count(bench.hearing_database(), "release_outbox") > 0; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(bench.scoring().queued(), 5);
  ExpectNothingLeft(bench, "after the release");
}

TEST(AbortByItselfTest, OfficersWhoDoNotComeForwardInTime) {
  for (const auto phase : {v1::ROUND_PHASE_OPENED, v1::ROUND_PHASE_SCREENED}) {
    ReviewBench bench;
    bench.FillRoster();
    const std::string round = bench.RoundIn(phase);
    if (phase == v1::ROUND_PHASE_SCREENED) {
      ASSERT_TRUE(bench.Reveal(round, 1).ok());
    }
    bench.clock().Advance(absl::Minutes(120));
    absl::SleepFor(absl::Milliseconds(100));
    EXPECT_EQ(bench.PhaseOf(round), phase) << "the last minute still counts";
    bench.clock().Advance(absl::Seconds(1));
    ASSERT_TRUE(bench.Reaches(round, v1::ROUND_PHASE_ABORTED));
    EXPECT_EQ(bench.Get(round)->abort_code(), v1::ABORT_CODE_REVEAL_TIMEOUT);
  }
}

TEST(AbortByItselfTest, SharesThatAreAllInWaitForTheSecretary) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_SCREENED);
  for (int g = 1; g <= 4; ++g) ASSERT_TRUE(bench.Reveal(round, g).ok());
  bench.clock().Advance(absl::Minutes(600));
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(bench.PhaseOf(round), v1::ROUND_PHASE_SCREENED);
}

TEST(AbortByItselfTest, WithoutQuorumInMoreThanHalfOfTheCasesNothingIsDelivered) {
  ReviewBench bench;
  bench.FillRoster();
  bench.Start(/*with_jobs=*/false);
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_VOTING);
  bench.Vote(round, [](int seat, const std::string& defence) -> std::vector<v1::FindingAnswer> {
    if (defence >= "CASE-03" && seat > 4) return {};
    return {Uphold(4)};
  });
  bench.clock().Advance(absl::Minutes(121));
  const auto closed = bench.Close(round);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->phase(), v1::ROUND_PHASE_ABORTED) << "three of five lack a quorum";
  EXPECT_EQ(bench.Close(round)->phase(), v1::ROUND_PHASE_ABORTED) << "repeated";
  EXPECT_EQ(bench.Get(round)->abort_code(), v1::ABORT_CODE_NO_QUORUM);
  EXPECT_THAT(bench.scoring().verdicts(), IsEmpty());
  EXPECT_EQ(bench.scoring().releases().at(0).reached(), scoring::v1::ROUND_REACHED_VOTING);
  ExpectNothingLeft(bench, "no quorum");
}

TEST(AbortByItselfTest, WithoutQuorumInHalfOfTheCasesOrLessTheyAreRemanded) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_VOTING);
  bench.Vote(round, [](int seat, const std::string& defence) -> std::vector<v1::FindingAnswer> {
    if (defence >= "CASE-04" && seat > 4) return {};
    return {Uphold(4)};
  });
  bench.clock().Advance(absl::Minutes(121));
  ASSERT_TRUE(bench.Reaches(round, v1::ROUND_PHASE_DELIVERED));
  const auto verdicts = bench.scoring().verdicts();
  ASSERT_THAT(verdicts, SizeIs(5));
  EXPECT_FALSE(verdicts.at("CASE-03").no_quorum());
  EXPECT_TRUE(verdicts.at("CASE-04").no_quorum());
  EXPECT_EQ(verdicts.at("CASE-04").findings(0).verdict(), scoring::v1::FINDING_VERDICT_REMANDED);
}

}  // namespace
}  // namespace probity::review

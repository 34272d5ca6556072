// From commitments to the panel: four officers, one pool, one draw.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/domain/transcript.h"
#include "services/review/store/hearing/results.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using ::testing::SizeIs;
using v1::HearingAdminService;

TEST(CommitSeedTest, FourOfficersOneForEachGroup) {
  ReviewBench bench;
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_OPENED);
  EXPECT_EQ(bench.Commit(round, 1)->phase(), v1::ROUND_PHASE_OPENED);
  EXPECT_EQ(bench.Commit(round, 1)->phase(), v1::ROUND_PHASE_OPENED) << "repeated";
  EXPECT_EQ(Outcome(bench.Commit(round, 2, "officer-1").status()),
            "PERMISSION_DENIED/SEPARATION_OF_DUTIES");
  EXPECT_EQ(Outcome(bench.Commit(round, 1, "officer-9").status()),
            "ALREADY_EXISTS/COMMITMENT_EXISTS");
  EXPECT_TRUE(bench.Commit(round, 2).ok());
  EXPECT_TRUE(bench.Commit(round, 3).ok());
  EXPECT_EQ(bench.PhaseOf(round), v1::ROUND_PHASE_OPENED);
  EXPECT_EQ(bench.Commit(round, 4)->phase(), v1::ROUND_PHASE_COMMITTED);
  EXPECT_EQ(Outcome(bench.Commit(round, 4, "officer-9").status()),
            "FAILED_PRECONDITION/WRONG_PHASE");
}

TEST(CommitSeedTest, ACommitmentIsNeverChanged) {
  ReviewBench bench;
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_OPENED);
  ASSERT_TRUE(bench.Commit(round, 1).ok());
  v1::CommitSeedRequest other;
  other.set_request_id(NewRequestId());
  other.set_round_id(round);
  other.set_group(v1::MEMBER_GROUP_ADMINISTRATIVE);
  other.set_commitment(std::string(32, 'x'));
  EXPECT_EQ(Outcome(bench
                        .Call(&HearingAdminService::Stub::CommitSeed, other,
                              options::v1::ROLE_GROUP_OFFICER, "officer-1")
                        .status()),
            "ALREADY_EXISTS/COMMITMENT_EXISTS");
}

TEST(RevealSeedTest, OnlyTheHolderRevealsAndOnlyWhatWasCommittedTo) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_SCREENED);
  EXPECT_EQ(Outcome(bench.Reveal(round, 2, "officer-1").status()),
            "PERMISSION_DENIED/SEPARATION_OF_DUTIES");
  v1::RevealSeedRequest wrong;
  wrong.set_request_id(NewRequestId());
  wrong.set_round_id(round);
  wrong.set_group(v1::MEMBER_GROUP_EXPERT);
  wrong.set_share(std::string(32, 'x'));
  EXPECT_EQ(DetailOf(bench
                         .Call(&HearingAdminService::Stub::RevealSeed, wrong,
                               options::v1::ROLE_GROUP_OFFICER, "officer-3")
                         .status())
                .reason,
            "COMMITMENT_MISMATCH");
  EXPECT_TRUE(bench.Reveal(round, 3).ok());
  EXPECT_TRUE(bench.Reveal(round, 3).ok()) << "repeated";
  EXPECT_EQ(Outcome(bench.Draw(round).status()), "FAILED_PRECONDITION/TOO_EARLY")
      << "three shares are missing";
}

TEST(RunDrawTest, SeatsTheQuotasAndIsRepeatable) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_DRAWN);
  const auto again = bench.Draw(round);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->phase(), v1::ROUND_PHASE_DRAWN);
  EXPECT_THAT(again->transcript_sha256(), SizeIs(64));
}

TEST(FreezePoolTest, StruckMembersStayInThePoolAndOutOfThePanel) {
  ReviewBench bench;
  bench.FillRoster();
  bench.scoring().Strike("E1");
  bench.scoring().Strike("E2");
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_SCREENED);
  std::optional<Transcript> transcript;
  ASSERT_TRUE(bench.hearing_database()
                  .Read(absl::Now() + absl::Seconds(5),
                        [&](sql::Tx& tx) -> absl::Status {
                          PROBITY_ASSIGN_OR_RETURN(
                              const auto stored,
                              hearing::FindTranscript(tx, *crypto::FromHex(round)));
                          PROBITY_ASSIGN_OR_RETURN(transcript, ParseTranscript(stored->json));
                          return absl::OkStatus();
                        })
                  .ok());
  EXPECT_THAT(transcript->leaves, SizeIs(20));
  EXPECT_THAT(transcript->eligible, SizeIs(18));
}

// Seats of a round whose members must not sit again.
std::string RoundThatSat(ReviewBench& bench) {
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_VOTING);
  bench.Vote(round, AllUphold);
  bench.clock().Advance(absl::Minutes(121));
  EXPECT_TRUE(bench.Reaches(round, v1::ROUND_PHASE_DELIVERED));
  return round;
}

TEST(FreezePoolTest, LeavesOutThePanelsToBeAvoided) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string earlier = RoundThatSat(bench);
  bench.scoring().Avoid({earlier}, /*waivable=*/true);
  bench.RoundIn(v1::ROUND_PHASE_SCREENED);
  EXPECT_THAT(bench.scoring().screenings().back().members(), SizeIs(20 - 7));
}

TEST(FreezePoolTest, WaivesAvoidanceWhereAQuotaCouldNotBeFilledOtherwise) {
  for (const bool waivable : {true, false}) {
    ReviewBench bench;
    bench.AddMember(v1::MEMBER_GROUP_ADMINISTRATIVE, "A1", "");  // nobody else of this group
    for (int i = 1; i <= 6; ++i) {
      bench.AddMember(v1::MEMBER_GROUP_HANDLING_AGENCY, absl::StrCat("H", i), "");
      bench.AddMember(v1::MEMBER_GROUP_EXPERT, absl::StrCat("X", i), absl::StrCat("E", i));
      bench.AddMember(v1::MEMBER_GROUP_INSTITUTION, absl::StrCat("N", i), absl::StrCat("I", i));
    }
    bench.scoring().Avoid({RoundThatSat(bench)}, waivable);
    const std::string round = bench.RoundIn(v1::ROUND_PHASE_COMMITTED);
    const auto frozen = bench.Freeze(round);
    ASSERT_TRUE(frozen.ok()) << frozen.status();
    EXPECT_EQ(frozen->phase(), waivable ? v1::ROUND_PHASE_SCREENED : v1::ROUND_PHASE_ABORTED);
    EXPECT_THAT(bench.scoring().screenings().back().members(), SizeIs(waivable ? 19 : 19 - 7));
  }
}

TEST(FreezePoolTest, NotDrawableAbortsAndGivesTheSheetsBack) {
  ReviewBench bench;
  bench.FillRoster();
  bench.scoring().SayNotDrawable(true);
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_COMMITTED);
  const auto frozen = bench.Freeze(round);
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  EXPECT_EQ(frozen->phase(), v1::ROUND_PHASE_ABORTED);
  EXPECT_EQ(bench.scoring().queued(), 5) << "the next OpenRound finds them";
  EXPECT_EQ(bench.Freeze(round)->phase(), v1::ROUND_PHASE_ABORTED) << "repeated";
  EXPECT_EQ(bench.Get(round)->abort_code(), v1::ABORT_CODE_NOT_DRAWABLE);
  EXPECT_EQ(bench.scoring().releases().at(0).reached(), scoring::v1::ROUND_REACHED_BEFORE_SEATED);
}

TEST(FreezePoolTest, ARosterTooSmallForAPanelIsNotDrawable) {
  ReviewBench bench;
  bench.AddMember(v1::MEMBER_GROUP_ADMINISTRATIVE, "A1", "");
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_COMMITTED);
  const auto frozen = bench.Freeze(round);
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  EXPECT_EQ(frozen->phase(), v1::ROUND_PHASE_ABORTED);
}

TEST(FreezePoolTest, GoesOnWhereScreeningCouldNotBeAsked) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_COMMITTED);
  bench.scoring().Fail("ScreenMembers", absl::UnavailableError("away"));
  EXPECT_EQ(DetailOf(bench.Freeze(round).status()).reason, "DEPENDENCY_UNAVAILABLE");
  EXPECT_EQ(bench.PhaseOf(round), v1::ROUND_PHASE_FROZEN);
  const std::string pool_root = bench.Get(round)->pool_root();
  EXPECT_THAT(pool_root, SizeIs(64));
  bench.AddMember(v1::MEMBER_GROUP_EXPERT, "X9", "E9");
  bench.scoring().Fail("ScreenMembers", absl::OkStatus());
  const auto frozen = bench.Freeze(round);
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  EXPECT_EQ(frozen->phase(), v1::ROUND_PHASE_SCREENED);
  EXPECT_EQ(frozen->pool_root(), pool_root) << "the pool is never frozen twice";
}

}  // namespace
}  // namespace probity::review

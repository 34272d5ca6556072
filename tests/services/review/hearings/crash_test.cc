// A process killed at any commit of any step: called again, the step is done once, nothing is lost
// and nothing happens twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/review/store/hearing/results.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr int kMostDeeds = 40;

class CrashTest : public ::testing::TestWithParam<std::string> {
 protected:
  CrashTest() { bench_.FillRoster(); }

  // Kills the process after its first deed, then, in a new one, after its second, and so on, until
  // the step gets through. The number of deaths.
  int Survive(const std::string& what, const std::function<absl::Status()>& step) {
    for (int deeds = 1; deeds <= kMostDeeds; ++deeds) {
      const auto life = std::make_shared<Lifetime>(deeds);
      bench_.Start(/*with_jobs=*/false, life);
      const absl::Status status = step();
      if (status.ok() && !life->dead()) {
        bench_.Start(/*with_jobs=*/false);  // what follows is not to be killed
        return deeds - 1;
      }
      EXPECT_TRUE(life->dead()) << what << " failed in a process that lives: " << status;
      if (!life->dead()) return -1;
    }
    ADD_FAILURE() << what << " never gets through";
    return -1;
  }

  absl::Status VerifyLog() {
    return bench_.hearing_database().Read(absl::Now() + absl::Seconds(5), [](sql::Tx& tx) {
      return hearing::AuditLog().Verify(tx).status();
    });
  }

  ReviewBench bench_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(CrashTest);

TEST_P(CrashTest, AtEveryCommitOfEveryStepOfARound) {
  bench_.scoring().Queue(5);
  const std::string request_id = NewRequestId();
  std::string round;
  EXPECT_GE(Survive("OpenRound",
                    [&] {
                      const auto opened = bench_.Open(5, request_id);
                      if (opened.ok()) round = opened->round_id();
                      return opened.status();
                    }),
            2);
  for (int g = 1; g <= 4; ++g)
    Survive("CommitSeed", [&] { return bench_.Commit(round, g).status(); });
  EXPECT_GE(Survive("FreezePool", [&] { return bench_.Freeze(round).status(); }), 2);
  for (int g = 1; g <= 4; ++g)
    Survive("RevealSeed", [&] { return bench_.Reveal(round, g).status(); });
  Survive("RunDraw", [&] { return bench_.Draw(round).status(); });
  EXPECT_GE(Survive("SeatRound, invitations", [&] { return bench_.Seat(round).status(); }), 3);
  for (int seat = 1; seat <= 6; ++seat) {
    ASSERT_TRUE(bench_.Answer(round, seat, v1::INVITATION_ANSWER_ACCEPT).ok()) << seat;
  }
  ASSERT_TRUE(bench_.Answer(round, 7, v1::INVITATION_ANSWER_DECLINE).ok());
  EXPECT_GE(Survive("SeatRound, replacement", [&] { return bench_.Seat(round).status(); }), 3);
  ASSERT_TRUE(bench_.Answer(round, 7, v1::INVITATION_ANSWER_ACCEPT).ok());
  EXPECT_GE(Survive("SeatRound, voting codes", [&] { return bench_.Seat(round).status(); }), 4);
  ASSERT_TRUE(bench_.ReportLostCode(round).ok());
  EXPECT_GE(Survive("SeatRound, reissue", [&] { return bench_.Seat(round).status(); }), 3);
  EXPECT_GE(Survive("StartVoting", [&] { return bench_.StartVoting(round).status(); }), 1);
  const std::vector<std::string> receipts = bench_.Vote(round, AllUphold);
  EXPECT_THAT(receipts, SizeIs(35));
  bench_.clock().Advance(absl::Minutes(121));
  Survive("CloseRound", [&] { return bench_.Close(round).status(); });
  EXPECT_EQ(bench_.PhaseOf(round), v1::ROUND_PHASE_CLOSED);

  EXPECT_THAT(bench_.AuditKinds(), ElementsAre(1, 2, 2, 2, 2, 3, 4, 5, 5, 5, 5, 6, 7, 7, 8, 9))
      << "every leaf once, one more batch of seats for the decline";
  bench_.Start();
  ASSERT_TRUE(bench_.Reaches(round, v1::ROUND_PHASE_DELIVERED));
  EXPECT_THAT(bench_.scoring().verdicts(), SizeIs(5));
  EXPECT_EQ(bench_.scoring().taken(), 0);
  EXPECT_TRUE(VerifyLog().ok()) << VerifyLog();
}

TEST_P(CrashTest, WhileDeliveringEveryVerdictArrivesAndCountsOnce) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_VOTING);
  bench_.Vote(round, AllUphold);
  bench_.clock().Advance(absl::Minutes(121));
  int deeds = 1;
  for (; deeds <= kMostDeeds; ++deeds) {
    const auto life = std::make_shared<Lifetime>(deeds);
    bench_.Start(/*with_jobs=*/true, life);
    const absl::Time until = absl::Now() + absl::Seconds(20);
    while (!life->dead() && absl::Now() < until) {
      const auto now = bench_.Get(round);
      if (now.ok() && now->phase() == v1::ROUND_PHASE_DELIVERED) break;
      absl::SleepFor(absl::Milliseconds(2));
    }
    if (!life->dead()) break;
  }
  EXPECT_GT(deeds, 2) << "nothing was ever killed";
  ASSERT_LE(deeds, kMostDeeds) << "the round never gets through";
  bench_.Start();
  ASSERT_TRUE(bench_.Reaches(round, v1::ROUND_PHASE_DELIVERED));
  EXPECT_THAT(bench_.scoring().verdicts(), SizeIs(5));
  EXPECT_THAT(bench_.AuditKinds(), ElementsAre(1, 2, 2, 2, 2, 3, 4, 5, 5, 5, 5, 6, 7, 8, 9, 10));
  EXPECT_TRUE(VerifyLog().ok()) << VerifyLog();
}

TEST_P(CrashTest, WhileAbortingTheSheetsGoBackOnce) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SEATED);
  ASSERT_TRUE(bench_.Abort(round).ok());
  Survive("ApproveAbort", [&] { return bench_.Approve(round).status(); });
  bench_.Start();
  ASSERT_TRUE(bench_.Reaches(round, v1::ROUND_PHASE_ABORTED));
  for (int i = 0; i < 1000 && bench_.scoring().queued() == 0; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(bench_.scoring().queued(), 5);
  EXPECT_THAT(bench_.scoring().releases(), SizeIs(1));
}

TEST_P(CrashTest, AHalfOpenedRoundIsNeitherListedNorLost) {
  bench_.scoring().Queue(5);
  bench_.Start(/*with_jobs=*/false, std::make_shared<Lifetime>(1));
  EXPECT_FALSE(bench_.Open(5, NewRequestId()).ok()) << "dies after writing down what it asks";
  bench_.scoring().Fail("TakeSheets", absl::UnavailableError("away"));
  bench_.Start(/*with_jobs=*/false);
  EXPECT_THAT(bench_.OpenRounds(), SizeIs(0));
  bench_.scoring().Fail("TakeSheets", absl::OkStatus());
  const std::vector<std::string> listed = bench_.OpenRounds();
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(bench_.PhaseOf(listed[0]), v1::ROUND_PHASE_OPENED);
  EXPECT_EQ(bench_.scoring().taken(), 5);
}

}  // namespace
}  // namespace probity::review

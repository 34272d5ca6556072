#include "services/review/domain/phases.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/status/status.h"

namespace probity::review {
namespace {

using enum Phase;

constexpr Phase kAllPhases[] = {kOpened, kCommitted, kFrozen, kScreened,  kDrawn,  kSeating,
                                kSeated, kVoting,    kClosed, kDelivered, kAborted};

// The phases a method may be called in, written as their initials:
// O C F S(creened) D seat(I)ng sea(T)ed V c(L)osed de(R) (A)borted.
std::string CallableIn(std::string_view rpc) {
  constexpr std::string_view kInitials = "OCFSDITVLRA";
  std::string found;
  for (std::size_t i = 0; i < std::size(kAllPhases); ++i) {
    if (MayCall(rpc, kAllPhases[i])) found += kInitials[i];
  }
  return found;
}

TEST(PhaseTest, EveryMethodHasItsPhases) {
  const struct {
    std::string_view rpc;
    std::string_view phases;
  } cases[] = {
      {"CommitSeed", "O"},      {"FreezePool", "CF"},   {"RevealSeed", "S"},
      {"RunDraw", "S"},         {"SeatRound", "DIT"},   {"RespondInvitation", "I"},
      {"ReportLostCode", "T"},  {"StartVoting", "T"},   {"ExtendVoting", "V"},
      {"ListSheets", "V"},      {"GetSheet", "V"},      {"SubmitBallot", "V"},
      {"GetBallot", "V"},       {"CloseRound", "V"},    {"AbortRound", "OCFSDITV"},
      {"ApproveAbort", "DITV"}, {"ListOutcomes", "LR"}, {"GetDrawTranscript", "LR"},
      {"ListReceipts", "LR"},   {"NoSuchMethod", ""},   {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(CallableIn(c.rpc), c.phases) << c.rpc;
}

TEST(PhaseTest, ARoundGoesThroughItsPhasesInOrder) {
  const struct {
    Step step;
    Phase to;
  } life[] = {
      {Step::kCommitSeed, kOpened},     {Step::kLastCommit, kCommitted},
      {Step::kFreezePool, kFrozen},     {Step::kScreenPool, kScreened},
      {Step::kRevealSeed, kScreened},   {Step::kRunDraw, kDrawn},
      {Step::kInvite, kSeating},        {Step::kRespond, kSeating},
      {Step::kReplace, kSeating},       {Step::kSeat, kSeated},
      {Step::kReportLostCode, kSeated}, {Step::kReissue, kSeated},
      {Step::kStartVoting, kVoting},    {Step::kVote, kVoting},
      {Step::kExtendVoting, kVoting},   {Step::kClose, kClosed},
      {Step::kReadResults, kClosed},    {Step::kDeliver, kDelivered},
      {Step::kReadResults, kDelivered},
  };
  Phase phase = kOpened;
  for (const auto& [step, to] : life) {
    const auto next = Advance(step, phase);
    ASSERT_TRUE(next.ok()) << next.status();
    EXPECT_EQ(*next, to);
    phase = *next;
  }
}

TEST(PhaseTest, ARoundAbortsWhereItCannotGoOn) {
  const struct {
    Step step;
    Phase from;
  } aborts[] = {{Step::kNotDrawable, kFrozen},   {Step::kTimeOut, kOpened},
                {Step::kTimeOut, kScreened},     {Step::kCannotSeat, kSeating},
                {Step::kCloseNoQuorum, kVoting}, {Step::kAbort, kFrozen},
                {Step::kApproveAbort, kVoting}};
  for (const auto& [step, from] : aborts) {
    EXPECT_EQ(*Advance(step, from), kAborted) << PhaseName(from);
  }
}

TEST(PhaseTest, FromTheDrawOnAnAbortIsOnlyAskedFor) {
  for (const Phase phase : {kOpened, kCommitted, kFrozen, kScreened}) {
    EXPECT_EQ(*Advance(Step::kAbort, phase), kAborted);
    EXPECT_FALSE(Advance(Step::kAskAbort, phase).ok());
    EXPECT_FALSE(Advance(Step::kApproveAbort, phase).ok());
  }
  for (const Phase phase : {kDrawn, kSeating, kSeated, kVoting}) {
    EXPECT_FALSE(Advance(Step::kAbort, phase).ok());
    EXPECT_EQ(*Advance(Step::kAskAbort, phase), phase);
    EXPECT_EQ(*Advance(Step::kApproveAbort, phase), kAborted);
  }
}

TEST(PhaseTest, NothingLeavesAFinalPhaseAndNothingGoesBack) {
  for (const Transition& transition : Transitions()) {
    EXPECT_GE(static_cast<int>(transition.to), static_cast<int>(transition.from));
    if (transition.to != transition.from) {
      EXPECT_FALSE(IsFinal(transition.from)) << PhaseName(transition.from);
    }
  }
  EXPECT_TRUE(IsFinal(kDelivered));
  EXPECT_TRUE(IsFinal(kAborted));
}

TEST(PhaseTest, AStepHasOneEndingPerPhase) {
  std::set<std::tuple<Step, Phase, std::string_view>> seen;
  for (const Transition& transition : Transitions()) {
    EXPECT_TRUE(seen.insert({transition.step, transition.from, transition.rpc}).second)
        << transition.rpc << " from " << PhaseName(transition.from);
  }
}

TEST(PhaseTest, ARefusalNamesThePhase) {
  const absl::Status status = Advance(Step::kClose, kSeated).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(HasReason(status, Reason::k_WRONG_PHASE));
  EXPECT_EQ(DetailOf(status).metadata.at("phase"), "SEATED");
}

TEST(PhaseTest, ScoringLearnsOnlyHowFarAnAbortedRoundCame) {
  EXPECT_EQ(ReachedBy(kOpened), Reached::kBeforeSeated);
  EXPECT_EQ(ReachedBy(kSeating), Reached::kBeforeSeated);
  EXPECT_EQ(ReachedBy(kSeated), Reached::kSeated);
  EXPECT_EQ(ReachedBy(kVoting), Reached::kVoting);
}

}  // namespace
}  // namespace probity::review

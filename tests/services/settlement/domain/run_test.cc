#include "services/settlement/domain/run.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/time/civil_time.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

settlement::Run InState(RunState state) {
  settlement::Run run;
  run.run_id = "R1";
  run.year = 2026;
  run.state = state;
  run.prepared_by = "creator";
  run.frozen_by = "freezer";
  run.calculated_by = "calculator";
  run.engine_version = "rates/1";
  run.result_sha256 = "seal";
  return run;
}

const std::vector<RunState> kAll = {RunState::kDraft,    RunState::kFrozen, RunState::kCalculated,
                                    RunState::kReviewed, RunState::kLocked, RunState::kAbandoned};

TEST(Run, EachStepHasItsStates) {
  const absl::CivilDay later(2027, 1, 1);
  for (const RunState state : kAll) {
    const settlement::Run run = InState(state);
    const auto name = RunStateName(state);
    EXPECT_EQ(MayFreeze(run, later).ok(), state == RunState::kDraft) << name;
    EXPECT_EQ(MayCalculate(run, "rates/1").ok(),
              state == RunState::kFrozen || state == RunState::kCalculated)
        << name;
    EXPECT_EQ(MayReview(run, "reviewer").ok(), state == RunState::kCalculated) << name;
    EXPECT_EQ(MaySign(run, {"reviewer", true, false}, "seal").ok(), state == RunState::kReviewed)
        << name;
    EXPECT_EQ(MayAbandon(run).ok(), state != RunState::kLocked && state != RunState::kAbandoned)
        << name;
  }
}

TEST(Run, AWrongStateIsRefusedAsSuch) {
  const settlement::Run locked = InState(RunState::kLocked);
  for (const absl::Status& status :
       {MayFreeze(locked, absl::CivilDay(2027, 1, 1)), MayCalculate(locked, "rates/1"),
        MayReview(locked, "reviewer"), MayAbandon(locked),
        MaySign(locked, {"reviewer", true, false}, "seal").status()}) {
    EXPECT_TRUE(HasReason(status, Reason::k_RUN_STATE)) << status;
    EXPECT_EQ(DetailOf(status).metadata["state"], "LOCKED");
  }
}

TEST(Run, IsFrozenOnlyAfterTheYear) {
  const settlement::Run draft = InState(RunState::kDraft);
  EXPECT_TRUE(HasReason(MayFreeze(draft, absl::CivilDay(2026, 12, 31)), Reason::k_YEAR_NOT_OVER));
  EXPECT_TRUE(HasReason(MayFreeze(draft, absl::CivilDay(2025, 3, 1)), Reason::k_YEAR_NOT_OVER));
  EXPECT_TRUE(MayFreeze(draft, absl::CivilDay(2027, 1, 1)).ok());
}

TEST(Run, IsCalculatedByTheEngineItWasFrozenFor) {
  EXPECT_TRUE(HasReason(MayCalculate(InState(RunState::kFrozen), "rates/2"), Reason::k_RUN_STATE));
}

TEST(Run, WhoeverPreparedItNeitherReviewsNorSigns) {
  for (const char* preparer : {"creator", "freezer", "calculator"}) {
    EXPECT_TRUE(
        HasReason(MayReview(InState(RunState::kCalculated), preparer), Reason::k_SAME_OFFICER))
        << preparer;
    settlement::Run run = InState(RunState::kReviewed);
    EXPECT_TRUE(
        HasReason(MaySign(run, {preparer, true, false}, "seal").status(), Reason::k_SAME_OFFICER))
        << preparer;
    run.signed_by_reviewer = "reviewer";
    EXPECT_TRUE(
        HasReason(MaySign(run, {preparer, false, true}, "seal").status(), Reason::k_SAME_OFFICER))
        << preparer;
  }
}

TEST(Run, TheReviewerSignsFirstAndTheLockerSecond) {
  settlement::Run run = InState(RunState::kReviewed);
  run.reviewed_by = "issuer";
  EXPECT_TRUE(
      HasReason(MaySign(run, {"locker", false, true}, "seal").status(), Reason::k_RUN_STATE))
      << "the locker cannot be first";
  const auto first = MaySign(run, {"issuer", true, false}, "seal");
  ASSERT_TRUE(first.ok()) << "who issued the statements may sign them: " << first.status();
  EXPECT_EQ(*first, Signature::kReviewer);

  run.signed_by_reviewer = "other reviewer";
  EXPECT_TRUE(
      HasReason(MaySign(run, {"issuer", true, false}, "seal").status(), Reason::k_RUN_STATE))
      << "a second reviewer's signature counts for nothing";
  const auto second = MaySign(run, {"locker", false, true}, "seal");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(*second, Signature::kLocker);
}

TEST(Run, ThreeSignersAreThreePersons) {
  settlement::Run run = InState(RunState::kReviewed);
  run.reviewed_by = "issuer";
  run.signed_by_reviewer = "signer";
  for (const char* person : {"issuer", "signer"}) {
    EXPECT_TRUE(
        HasReason(MaySign(run, {person, false, true}, "seal").status(), Reason::k_SAME_OFFICER))
        << person;
  }
}

TEST(Run, ASignatureIsOfTheHashTheSignerSaw) {
  const settlement::Run run = InState(RunState::kReviewed);
  for (const char* seen : {"", "SEAL", "another"}) {
    EXPECT_TRUE(HasReason(MaySign(run, {"reviewer", true, false}, seen).status(),
                          Reason::k_REPLAY_MISMATCH))
        << seen;
  }
}

TEST(RunNames, AreThoseOfTheApiAndRead) {
  for (const RunState state : kAll) EXPECT_EQ(ParseRunState(RunStateName(state)), state);
  EXPECT_EQ(RunStateName(RunState::kCalculated), "CALCULATED");
  EXPECT_EQ(ParseRunKind("RATES"), RunKind::kRates);
  EXPECT_FALSE(ParseRunKind("rates").has_value());
}

}  // namespace
}  // namespace probity::settlement

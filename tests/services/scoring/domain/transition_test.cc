#include "services/scoring/domain/transition.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

using S = CaseState;

// The procedure written down a second time, independently of the table under test.
const std::map<CaseStep, std::set<S>>& Allowed() {
  static const std::map<CaseStep, std::set<S>> allowed = {
      {CaseStep::kOpenCase, {S::kNone}},
      {CaseStep::kAddFinding, {S::kFiled, S::kInvestigating}},
      {CaseStep::kRemoveFinding, {S::kFiled, S::kInvestigating}},
      {CaseStep::kCompleteInvestigation, {S::kInvestigating}},
      {CaseStep::kIssuePreliminary, {S::kInvestigated}},
      {CaseStep::kIssueNotice, {S::kPrelim}},
      {CaseStep::kRecordNoticeService, {S::kNotified}},
      {CaseStep::kFileObjection, {S::kObjectionOpen}},
      {CaseStep::kRecordWaiver, {S::kObjectionOpen}},
      {CaseStep::kLapse, {S::kObjectionOpen}},
      {CaseStep::kReferToReview, {S::kObjected}},
      {CaseStep::kDeliverVerdict, {S::kCommittee}},
      {CaseStep::kConfirmCase, {S::kWaived, S::kJudged}},
      {CaseStep::kRecordDecisionService, {S::kConfirmed, S::kRevisedDown, S::kDismissed}},
      {CaseStep::kReverseDecision, {S::kEffective, S::kExecuted, S::kClosed, S::kArchived}},
      {CaseStep::kApproveReversal, {S::kEffective, S::kExecuted, S::kClosed, S::kArchived}},
  };
  return allowed;
}

TEST(TransitionTest, EveryStepIsAllowedInItsStatesAndRefusedInEveryOther) {
  int refused = 0;
  for (const auto& [step, states] : Allowed()) {
    for (int number = 0; number < kCaseStates; ++number) {
      const auto state = static_cast<S>(number);
      const absl::Status status = CheckStep(state, step);
      EXPECT_EQ(status.ok(), states.contains(state))
          << RuleOf(step).name << " in " << CaseStateName(state) << ": " << status;
      refused += status.ok() ? 0 : 1;
    }
  }
  EXPECT_EQ(Allowed().size(), StepRules().size());
  EXPECT_EQ(refused, 16 * kCaseStates - 27);
}

TEST(TransitionTest, TheRuleOfAStepStandsAtItsPlace) {
  for (const StepRule& rule : StepRules()) EXPECT_EQ(RuleOf(rule.step).name, rule.name);
}

TEST(TransitionTest, AStepOutOfOrderNamesTheStateAndWhatComesNext) {
  const absl::Status status = CheckStep(S::kFiled, CaseStep::kIssueNotice);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  const RefusalDetail detail = DetailOf(status);
  EXPECT_EQ(detail.reason, "WRONG_STATE");
  EXPECT_EQ(detail.metadata.at("state"), "FILED");
  EXPECT_EQ(detail.metadata.at("next_step"), "AddFinding");
  EXPECT_NE(std::string(status.message()).find("立案"), std::string::npos) << status;
}

TEST(TransitionTest, G7ADecisionBeforeServiceAndStatementIsRefusedByItsOwnReason) {
  for (const S state : {S::kNotified, S::kObjectionOpen}) {
    const absl::Status status = CheckStep(state, CaseStep::kConfirmCase);
    EXPECT_EQ(ReasonOf(status), "G7_NOTICE_FIRST") << CaseStateName(state);
    EXPECT_EQ(DetailOf(status).metadata.at("state"), CaseStateName(state));
  }
  for (const S state : {S::kFiled, S::kPrelim, S::kObjected, S::kCommittee, S::kConfirmed}) {
    EXPECT_EQ(ReasonOf(CheckStep(state, CaseStep::kConfirmCase)), "WRONG_STATE")
        << CaseStateName(state);
  }
}

TEST(TransitionTest, TheStepThatComesNextIsAllowedInItsState) {
  for (int number = 0; number < kCaseStates; ++number) {
    const auto state = static_cast<S>(number);
    const std::string next(NextStep(state));
    if (next.empty()) {
      EXPECT_GE(state, S::kEffective) << CaseStateName(state);
      continue;
    }
    const std::string rule = next == "DeliverVerdicts" ? "verdict of the committee" : next;
    bool found = false;
    for (const StepRule& one : StepRules()) {
      if (one.name != rule) continue;
      found = true;
      EXPECT_TRUE(CheckStep(state, one.step).ok()) << next << " in " << CaseStateName(state);
    }
    EXPECT_TRUE(found) << next;
  }
}

}  // namespace
}  // namespace probity::scoring

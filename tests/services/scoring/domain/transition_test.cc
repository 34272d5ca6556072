#include "services/scoring/domain/transition.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

using S = CaseState;

// The procedure written down a second time, independently of the table under test: where a step may
// be taken, and where it leads from there; itself means that the case stays.
using Places = std::map<S, std::set<S>>;

Places From(const std::set<S>& from, const std::set<S>& to) {
  Places places;
  for (const S state : from) places[state] = to;
  return places;
}

Places Staying(const std::set<S>& states) {
  Places places;
  for (const S state : states) places[state] = {state};
  return places;
}

const std::set<S> kInEffect = {S::kEffective, S::kExecuted, S::kClosed, S::kArchived};
const std::set<S> kBeforeDecision = {
    S::kFiled,         S::kInvestigating, S::kInvestigated, S::kPrelim,    S::kNotified,
    S::kObjectionOpen, S::kWaived,        S::kObjected,     S::kCommittee, S::kJudged};
const std::set<S> kAfterNotice = {S::kNotified, S::kObjectionOpen, S::kWaived, S::kObjected,
                                  S::kJudged};

std::map<CaseStep, Places> BesideTheFiveSteps() {
  std::set<S> resumed = kBeforeDecision;
  resumed.erase(S::kCommittee);
  std::set<S> ends = kBeforeDecision;
  ends.insert(S::kSuspended);
  return {
      {CaseStep::kDecideWithoutCommittee, From({S::kCommittee}, {S::kJudged})},
      {CaseStep::kRemandCase,
       From({S::kInvestigated, S::kPrelim, S::kWaived, S::kObjected, S::kJudged},
            {S::kInvestigating})},
      {CaseStep::kRenewNotice, From(kAfterNotice, {S::kInvestigating, S::kNotified})},
      {CaseStep::kSuspendCase, From(kBeforeDecision, {S::kSuspended})},
      {CaseStep::kResumeCase, From({S::kSuspended}, resumed)},
      {CaseStep::kTerminateCase, From(ends, {S::kTerminated})},
      {CaseStep::kDecideTermination, Staying({S::kEffective, S::kExecuted})},
      {CaseStep::kFileReconsideration, From(kInEffect, {S::kReconsideration})},
      {CaseStep::kFileLitigation, From(kInEffect, {S::kLitigation})},
      {CaseStep::kRecordRemedyOutcome, From({S::kReconsideration, S::kLitigation}, kInEffect)},
      {CaseStep::kReopenCase, From({S::kRevoked}, {S::kInvestigating})},
      {CaseStep::kCloseCase, From({S::kExecuted, S::kRevoked, S::kTerminated}, {S::kClosed})},
      {CaseStep::kArchiveCase, From({S::kClosed}, {S::kArchived})},
  };
}

std::map<CaseStep, Places> Allowed() {
  std::map<CaseStep, Places> allowed = {
      {CaseStep::kOpenCase, From({S::kNone}, {S::kFiled})},
      {CaseStep::kAddFinding, From({S::kFiled, S::kInvestigating}, {S::kInvestigating})},
      {CaseStep::kRemoveFinding, From({S::kInvestigating}, {S::kInvestigating})},
      {CaseStep::kCompleteInvestigation, From({S::kInvestigating}, {S::kInvestigated})},
      {CaseStep::kIssuePreliminary, From({S::kInvestigated}, {S::kPrelim})},
      {CaseStep::kIssueNotice, From({S::kPrelim}, {S::kNotified})},
      {CaseStep::kRecordNoticeService, From({S::kNotified}, {S::kObjectionOpen})},
      {CaseStep::kFileObjection, From({S::kObjectionOpen}, {S::kObjected})},
      {CaseStep::kRecordWaiver, From({S::kObjectionOpen}, {S::kWaived})},
      {CaseStep::kLapse, From({S::kObjectionOpen}, {S::kWaived})},
      {CaseStep::kReferToReview, From({S::kObjected}, {S::kCommittee})},
      {CaseStep::kDeliverVerdict, From({S::kCommittee}, {S::kJudged, S::kObjected})},
      {CaseStep::kConfirmCase,
       From({S::kWaived, S::kJudged}, {S::kConfirmed, S::kRevisedDown, S::kDismissed})},
      {CaseStep::kRecordDecisionService,
       From({S::kConfirmed, S::kRevisedDown, S::kDismissed}, {S::kEffective})},
      {CaseStep::kReverseDecision, Staying(kInEffect)},
      {CaseStep::kApproveReversal, From(kInEffect, {S::kRevoked})},
  };
  Places execution = Staying({S::kReconsideration, S::kLitigation});
  execution[S::kEffective] = {S::kExecuted};
  allowed[CaseStep::kRecordExecution] = execution;
  for (const auto& [step, places] : BesideTheFiveSteps()) allowed[step] = places;
  return allowed;
}

TEST(TransitionTest, EveryStepIsAllowedInItsStatesAndRefusedInEveryOther) {
  const auto allowed = Allowed();
  for (const auto& [step, places] : allowed) {
    for (int number = 0; number < kCaseStates; ++number) {
      const auto state = static_cast<S>(number);
      const absl::Status status = CheckStep(state, step);
      EXPECT_EQ(status.ok(), places.contains(state))
          << RuleOf(step).name << " in " << CaseStateName(state) << ": " << status;
    }
  }
  EXPECT_EQ(allowed.size(), StepRules().size()) << "a step is missing here";
}

TEST(TransitionTest, TheEdgesAreThoseOfTheProcedureAndNoOthers) {
  std::set<StepEdge> expected;
  for (const auto& [step, places] : Allowed()) {
    for (const auto& [from, ends] : places) {
      for (const S to : ends) expected.insert({step, from, to});
    }
  }
  const std::vector<StepEdge> all = AllEdges();
  EXPECT_EQ(std::set<StepEdge>(all.begin(), all.end()), expected);
  EXPECT_EQ(all.size(), expected.size()) << "an edge is listed twice";
  for (const StepRule& rule : StepRules()) {
    for (int from = 0; from < kCaseStates; ++from) {
      for (int to = 0; to < kCaseStates; ++to) {
        const StepEdge edge = {rule.step, static_cast<S>(from), static_cast<S>(to)};
        EXPECT_EQ(IsEdge(edge), expected.contains(edge))
            << rule.name << ": " << CaseStateName(edge.from) << " to " << CaseStateName(edge.to);
      }
    }
  }
}

TEST(TransitionTest, EveryStateIsReachedFromNothing) {
  std::set<S> reached = {S::kNone};
  for (size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const StepEdge& edge : AllEdges()) {
      if (reached.contains(edge.from)) reached.insert(edge.to);
    }
  }
  for (int number = 0; number < kCaseStates; ++number) {
    EXPECT_TRUE(reached.contains(static_cast<S>(number)))
        << CaseStateName(static_cast<S>(number)) << " is never reached";
  }
}

TEST(TransitionTest, EveryStateLeadsOnToTheArchive) {
  std::set<S> leads = {S::kArchived};
  for (size_t before = 0; before != leads.size();) {
    before = leads.size();
    for (const StepEdge& edge : AllEdges()) {
      if (leads.contains(edge.to)) leads.insert(edge.from);
    }
  }
  for (int number = 0; number < kCaseStates; ++number) {
    EXPECT_TRUE(leads.contains(static_cast<S>(number)))
        << CaseStateName(static_cast<S>(number)) << " has no way out";
  }
}

TEST(TransitionTest, TheRuleOfAStepStandsAtItsPlace) {
  for (const StepRule& rule : StepRules()) EXPECT_EQ(RuleOf(rule.step).name, rule.name);
}

TEST(TransitionTest, AStepOutOfOrderNamesTheStateAndWhatComesNext) {
  const absl::Status status = CheckStep(S::kFiled, CaseStep::kIssuePreliminary);
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

TEST(TransitionTest, G6ANoticeBeforeTheReportIsRefusedByItsOwnReason) {
  for (const S state : {S::kFiled, S::kInvestigating}) {
    const absl::Status status = CheckStep(state, CaseStep::kIssueNotice);
    EXPECT_EQ(ReasonOf(status), "G6_NO_REPORT") << CaseStateName(state);
    EXPECT_EQ(DetailOf(status).metadata.at("state"), CaseStateName(state));
  }
  for (const S state : {S::kInvestigated, S::kNotified, S::kSuspended}) {
    EXPECT_EQ(ReasonOf(CheckStep(state, CaseStep::kIssueNotice)), "WRONG_STATE")
        << CaseStateName(state);
  }
}

TEST(TransitionTest, TheStepThatComesNextIsAllowedInItsState) {
  for (int number = 0; number < kCaseStates; ++number) {
    const auto state = static_cast<S>(number);
    const std::string next(NextStep(state));
    if (next.empty()) {
      EXPECT_EQ(state, S::kArchived) << CaseStateName(state);
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

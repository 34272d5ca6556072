// Reconsideration, litigation, reversal and handling anew; execution and closing.
#include "services/scoring/domain/cases/remedy.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "services/scoring/domain/cases/closing.h"
#include "services/scoring/domain/reversal.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

using S = CaseState;

const Day kEffect(2026, 3, 3);
const Day kDeadline(2026, 5, 2);
const Day kRemedyDay(2026, 6, 1);

// Decided at 3 and 6 points, in effect since 2026-03-03.
CaseFile Decided(S state) {
  CaseFile file = CaseIn(state, {MakeFinding(1, "RANGE", 3), MakeFinding(2, "FIXED", 6)});
  for (FindingFile& finding : file.findings) finding.final_points = finding.notified_points;
  file.final_points = 9;
  file.effective = kEffect;
  file.decision = Decision::kConfirmed;
  return file;
}

Remedy Filing(RemedyKind kind, Day filed = kEffect + 10) {
  Remedy remedy;
  remedy.kind = kind;
  remedy.filed = filed;
  remedy.body = "市人民政府";
  remedy.document = "复议受〔2026〕1号";
  return remedy;
}

CaseFile Filed(S from = S::kEffective, RemedyKind kind = RemedyKind::kReconsideration) {
  return *FileRemedy(Decided(from), Filing(kind), kDeadline, kRemedyDay);
}

RemedyDecision Outcome(RemedyOutcome outcome, std::map<int32_t, int64_t> points = {}) {
  return {outcome, kEffect + 30, "复议决〔2026〕1号", std::move(points)};
}

TEST(RemedyTest, ItIsFiledAgainstADecisionInEffectAndLeadsBackThere) {
  for (const S state : {S::kEffective, S::kExecuted, S::kClosed, S::kArchived}) {
    for (const RemedyKind kind : {RemedyKind::kReconsideration, RemedyKind::kLitigation}) {
      const CaseFile file = Filed(state, kind);
      EXPECT_EQ(file.state,
                kind == RemedyKind::kReconsideration ? S::kReconsideration : S::kLitigation);
      EXPECT_NE(RunningRemedy(file), nullptr);
      const auto ended = RecordRemedyOutcome(file, Outcome(RemedyOutcome::kUpheld), kRemedyDay);
      ASSERT_TRUE(ended.ok()) << ended.status();
      EXPECT_EQ(ended->state, state) << CaseStateName(state);
      EXPECT_EQ(RunningRemedy(*ended), nullptr);
    }
  }
}

TEST(RemedyTest, ItIsFiledBetweenTheEffectAndItsLastDay) {
  struct Row {
    Day filed;
    std::string late_reason;
    std::string reason;
  };
  for (const Row& row : std::vector<Row>{{kEffect - 1, "", "REMEDY_DATE_INVALID"},
                                         {kEffect, "", "OK"},
                                         {kDeadline, "", "OK"},
                                         {kDeadline + 1, "", "REMEDY_LATE"},
                                         {kDeadline + 1, "不可抗力", "OK"},
                                         {kRemedyDay, "不可抗力", "OK"},
                                         {kRemedyDay + 1, "不可抗力", "REMEDY_DATE_INVALID"}}) {
    Remedy remedy = Filing(RemedyKind::kReconsideration, row.filed);
    remedy.late_reason = row.late_reason;
    EXPECT_EQ(ReasonOf(FileRemedy(Decided(S::kEffective), remedy, kDeadline, kRemedyDay).status()),
              row.reason)
        << row.filed;
  }
}

TEST(RemedyTest, ItsTimeRunsFromServiceAndAfterAReconsiderationFromItsOutcome) {
  policy::Policy policy;
  const auto deadline = [](const std::string& key, int32_t count, policy::TimeUnit unit) {
    policy::Deadline one;
    one.key = key;
    one.count = count;
    one.unit = unit;
    return one;
  };
  policy.deadlines = {
      deadline("reconsideration", 60, policy::TimeUnit::kCalendarDay),
      deadline("litigation", 6, policy::TimeUnit::kMonth),
      deadline("litigation_after_reconsideration", 15, policy::TimeUnit::kCalendarDay)};
  const calendar::WorkCalendar calendar = calendar::ShippedCalendar().value();
  CaseFile file = Decided(S::kEffective);
  const auto last = [&](RemedyKind kind) {
    return RemedyDeadline(policy, calendar, file, kind).value();
  };
  EXPECT_EQ(last(RemedyKind::kReconsideration), Day(2026, 5, 2));
  EXPECT_EQ(last(RemedyKind::kLitigation), Day(2026, 9, 3));
  file = *RecordRemedyOutcome(Filed(), Outcome(RemedyOutcome::kUpheld), kRemedyDay);
  EXPECT_EQ(last(RemedyKind::kLitigation), kEffect + 30 + 15);
  file = *RecordRemedyOutcome(Filed(), Outcome(RemedyOutcome::kWithdrawn), kRemedyDay);
  EXPECT_EQ(last(RemedyKind::kLitigation), Day(2026, 9, 3)) << "nothing was decided";
}

TEST(RemedyTest, NothingIsFiledWhereNoDecisionStands) {
  CaseFile terminated = CaseIn(S::kClosed);
  terminated.effective.reset();
  CaseFile revoked = Decided(S::kClosed);
  revoked.revoked = kRemedyDay;
  for (const CaseFile& file : {terminated, revoked}) {
    const Remedy remedy = Filing(RemedyKind::kReconsideration);
    EXPECT_EQ(ReasonOf(FileRemedy(file, remedy, kDeadline, kRemedyDay).status()), "WRONG_STATE");
    EXPECT_EQ(ReasonOf(RequestReversal(file, {"director-a", "why", "doc"}).status()),
              "WRONG_STATE");
  }
}

TEST(RemedyTest, AChangeIsLighterAndNeverHeavier) {
  struct Row {
    std::map<int32_t, int64_t> points;
    std::string reason;
  };
  for (const Row& row : std::vector<Row>{{{{1, 2}}, "OK"},
                                         {{{1, 0}, {2, 0}}, "OK"},
                                         {{{1, 3}}, "REMEDY_HEAVIER"},
                                         {{{1, 4}}, "REMEDY_HEAVIER"},
                                         {{{1, 4}, {2, 0}}, "REMEDY_HEAVIER"},
                                         {{{1, -1}}, "REMEDY_HEAVIER"},
                                         {{}, "REMEDY_HEAVIER"},
                                         {{{3, 1}}, "UNKNOWN_FINDING"}}) {
    const auto ended =
        RecordRemedyOutcome(Filed(), Outcome(RemedyOutcome::kChanged, row.points), kRemedyDay);
    EXPECT_EQ(ReasonOf(ended.status()), row.reason) << row.points.size();
  }
  const auto revoked =
      RecordRemedyOutcome(Filed(), Outcome(RemedyOutcome::kRevoked, {{1, 2}}), kRemedyDay);
  EXPECT_EQ(ReasonOf(revoked.status()), "BAD_REQUEST") << "only a change names points";
}

TEST(RemedyTest, ItsOutcomeIsNeitherBeforeTheFilingNorInTheFuture) {
  for (const auto& [day, reason] :
       std::vector<std::pair<Day, std::string>>{{kEffect + 9, "REMEDY_DATE_INVALID"},
                                                {kEffect + 10, "OK"},
                                                {kRemedyDay, "OK"},
                                                {kRemedyDay + 1, "REMEDY_DATE_INVALID"}}) {
    const RemedyDecision decision = {RemedyOutcome::kUpheld, day, "doc", {}};
    EXPECT_EQ(ReasonOf(RecordRemedyOutcome(Filed(), decision, kRemedyDay).status()), reason) << day;
  }
}

TEST(RemedyTest, ADecisionThatWasStruckDownIsReversedBeforeAnythingElse) {
  for (const RemedyOutcome outcome : {RemedyOutcome::kChanged, RemedyOutcome::kRevoked}) {
    const bool changed = outcome == RemedyOutcome::kChanged;
    const auto points = changed ? std::map<int32_t, int64_t>{{1, 1}} : std::map<int32_t, int64_t>();
    const CaseFile file = *RecordRemedyOutcome(Filed(), Outcome(outcome, points), kRemedyDay);
    EXPECT_TRUE(ReversalDue(file));
    EXPECT_EQ(ReasonOf(RecordExecution(file, kRemedyDay, "doc", kRemedyDay).status()),
              "REVERSAL_DUE");
    const Remedy suit = Filing(RemedyKind::kLitigation);
    EXPECT_EQ(ReasonOf(FileRemedy(file, suit, kDeadline, kRemedyDay).status()), "REVERSAL_DUE");
    const CaseFile executed =
        *RecordRemedyOutcome(Filed(S::kExecuted), Outcome(outcome, points), kRemedyDay);
    EXPECT_EQ(ReasonOf(CloseCase(executed, "doc", kRemedyDay).status()), "REVERSAL_DUE");
    const CaseFile asked = *RequestReversal(file, {"director-a", "why", "doc"});
    const auto revoked = ApproveReversal(asked, {"director-b", "agreed"}, kRemedyDay);
    ASSERT_TRUE(revoked.ok()) << revoked.status();
    EXPECT_FALSE(ReversalDue(*revoked));
    EXPECT_EQ(revoked->revoked, kRemedyDay);
  }
}

TEST(ExecutionTest, ItGoesOnDuringARemedyUnlessItIsStayed) {
  const auto executed = RecordExecution(Filed(), kRemedyDay, "doc", kRemedyDay);
  ASSERT_TRUE(executed.ok()) << executed.status();
  EXPECT_EQ(executed->state, S::kReconsideration);
  EXPECT_EQ(RecordRemedyOutcome(*executed, Outcome(RemedyOutcome::kUpheld), kRemedyDay)->state,
            S::kExecuted)
      << "the remedy leads back to what was reached meanwhile";
  EXPECT_EQ(ReasonOf(RecordExecution(*executed, kRemedyDay, "doc", kRemedyDay).status()),
            "WRONG_STATE")
      << "once";

  Remedy stayed = Filing(RemedyKind::kLitigation);
  stayed.stay_document = "停止执行〔2026〕1号";
  const CaseFile file = *FileRemedy(Decided(S::kEffective), stayed, kDeadline, kRemedyDay);
  EXPECT_EQ(ReasonOf(RecordExecution(file, kRemedyDay, "doc", kRemedyDay).status()),
            "EXECUTION_STAYED");
}

TEST(ExecutionTest, ItsDateLiesBetweenTheEffectAndToday) {
  for (const auto& [day, reason] :
       std::vector<std::pair<Day, std::string>>{{kEffect - 1, "EXECUTION_DATE_INVALID"},
                                                {kEffect, "OK"},
                                                {kRemedyDay, "OK"},
                                                {kRemedyDay + 1, "EXECUTION_DATE_INVALID"}}) {
    EXPECT_EQ(ReasonOf(RecordExecution(Decided(S::kEffective), day, "doc", kRemedyDay).status()),
              reason)
        << day;
  }
}

TEST(ClosingTest, G20AVetoItemIsDecidedEitherWayFirst) {
  CaseFile file = Decided(S::kExecuted);
  EXPECT_EQ(ReasonOf(DecideTermination(file, {true, "why", "doc"}, "director").status()),
            "NO_TERMINATION_PROPOSAL");
  file.termination = TerminationProposal::kOpen;
  EXPECT_EQ(ReasonOf(CloseCase(file, "doc", kRemedyDay).status()), "G20_TERMINATION_UNDECIDED");
  EXPECT_EQ(ReasonOf(DecideTermination(file, {true, "why", "doc"}, "officer-a").status()),
            "OFFICER_OF_THE_CASE");
  file.former_officers = {"recused-director"};
  EXPECT_EQ(ReasonOf(DecideTermination(file, {true, "why", "doc"}, "recused-director").status()),
            "OFFICER_OF_THE_CASE")
      << "G2: who stood down investigated nonetheless";
  for (const bool terminate : {true, false}) {
    const auto decided = DecideTermination(file, {terminate, "why", "doc"}, "director");
    ASSERT_TRUE(decided.ok()) << decided.status();
    EXPECT_EQ(decided->termination,
              terminate ? TerminationProposal::kAdopted : TerminationProposal::kRejected);
    EXPECT_EQ(ReasonOf(CloseCase(*decided, "doc", kRemedyDay).status()), "OK");
    EXPECT_EQ(ReasonOf(DecideTermination(*decided, {true, "why", "doc"}, "director").status()),
              "NO_TERMINATION_PROPOSAL")
        << "it is decided once";
  }
}

TEST(ClosingTest, TheFileGoesFromExecutionToTheArchive) {
  const auto closed = CloseCase(Decided(S::kExecuted), "结案〔2026〕1号", kRemedyDay);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->state, S::kClosed);
  EXPECT_EQ(closed->closed, kRemedyDay);
  const auto archived = ArchiveCase(*closed, "2026-1", kRemedyDay + 1);
  ASSERT_TRUE(archived.ok()) << archived.status();
  EXPECT_EQ(archived->state, S::kArchived);
  EXPECT_EQ(archived->archived, kRemedyDay + 1);
  for (const S state : {S::kEffective, S::kClosed, S::kReconsideration, S::kConfirmed}) {
    EXPECT_EQ(ReasonOf(CloseCase(Decided(state), "doc", kRemedyDay).status()), "WRONG_STATE")
        << CaseStateName(state);
  }
}

CaseFile Revoked(RemedyOutcome outcome, std::map<int32_t, int64_t> points = {}) {
  CaseFile file = *RecordRemedyOutcome(Filed(), Outcome(outcome, std::move(points)), kRemedyDay);
  file = *RequestReversal(file, {"director-a", "why", "doc"});
  return *ApproveReversal(file, {"director-b", "agreed"}, kRemedyDay);
}

TEST(ReopeningTest, ARevokedCaseIsInvestigatedAnewAsItsNextRevision) {
  const auto reopened = ReopenCase(Revoked(RemedyOutcome::kRevoked), kRemedyDay);
  ASSERT_TRUE(reopened.ok()) << reopened.status();
  EXPECT_EQ(reopened->state, S::kInvestigating);
  EXPECT_EQ(reopened->revision, 2);
  EXPECT_EQ(reopened->decision, Decision::kNone);
  EXPECT_EQ(reopened->effective, std::nullopt);
  EXPECT_EQ(reopened->revoked, std::nullopt);
  EXPECT_EQ(reopened->reversal, std::nullopt);
  EXPECT_EQ(reopened->final_points, 0);
  ASSERT_EQ(reopened->findings.size(), 2u);
  EXPECT_TRUE(IsUndecided(reopened->findings[0]));
  EXPECT_EQ(reopened->findings[0].notified_points, 3);
  EXPECT_EQ(reopened->ceiling_points, 9);
  EXPECT_FALSE(ReversalDue(*reopened));
}

TEST(ReopeningTest, AfterAChangeNothingGoesAboveWhatTheRemedyLeft) {
  const auto reopened = ReopenCase(Revoked(RemedyOutcome::kChanged, {{2, 1}}), kRemedyDay);
  ASSERT_TRUE(reopened.ok()) << reopened.status();
  EXPECT_EQ(reopened->findings[0].notified_points, 3) << "the remedy left it as it was";
  EXPECT_EQ(reopened->findings[1].notified_points, 1);
  EXPECT_EQ(reopened->ceiling_points, 4);
}

TEST(ReopeningTest, WhatTheBureauRevokedByItselfHasNoCeiling) {
  CaseFile file = *RequestReversal(Decided(S::kEffective), {"director-a", "why", "doc"});
  file = *ApproveReversal(file, {"director-b", "agreed"}, kRemedyDay);
  EXPECT_EQ(ReopenCase(file, kRemedyDay)->ceiling_points, std::nullopt);
}

TEST(ReopeningTest, ARemedyAgainstTheEarlierRevisionHasDoneItsWork) {
  CaseFile file = *ReopenCase(Revoked(RemedyOutcome::kRevoked), kRemedyDay);
  file.state = S::kExecuted;
  file.effective = kRemedyDay;
  EXPECT_FALSE(ReversalDue(file));
  EXPECT_EQ(ReasonOf(CloseCase(file, "doc", kRemedyDay).status()), "OK");
}

}  // namespace
}  // namespace probity::scoring

#include "services/scoring/domain/transition.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

using S = CaseState;

// Served and not revoked; what is closed or in the archive can still be contested.
const std::vector<S>& InEffect() {
  static const std::vector<S> states = {S::kEffective, S::kExecuted, S::kClosed, S::kArchived};
  return states;
}

const std::vector<S>& InRemedy() {
  static const std::vector<S> states = {S::kReconsideration, S::kLitigation};
  return states;
}

// Where a case can be interrupted. While a committee has it only if no round has taken it yet; it
// then comes back as objected.
const std::vector<S>& Undecided() {
  static const std::vector<S> states = {
      S::kFiled,         S::kInvestigating, S::kInvestigated, S::kPrelim,    S::kNotified,
      S::kObjectionOpen, S::kWaived,        S::kObjected,     S::kCommittee, S::kJudged};
  return states;
}

std::vector<S> Without(std::vector<S> states, S state) {
  std::erase(states, state);
  return states;
}

std::vector<S> With(std::vector<S> states, S state) {
  states.push_back(state);
  return states;
}

void AddFirstSteps(std::vector<StepRule>& rules) {
  const std::vector<S> finding = {S::kFiled, S::kInvestigating};
  rules.insert(
      rules.end(),
      {
          {CaseStep::kOpenCase, "OpenCase", {S::kNone}, {S::kFiled}, {}},
          {CaseStep::kAddFinding, "AddFinding", finding, {S::kInvestigating}, {}},
          {CaseStep::kRemoveFinding,
           "RemoveFinding",
           {S::kInvestigating},  // one that is only filed has none yet
           {S::kInvestigating},
           {}},
          {CaseStep::kCompleteInvestigation,
           "CompleteInvestigation",
           {S::kInvestigating},
           {S::kInvestigated},
           {}},
          {CaseStep::kIssuePreliminary, "IssuePreliminary", {S::kInvestigated}, {S::kPrelim}, {}},
          {CaseStep::kIssueNotice, "IssueNotice", {S::kPrelim}, {S::kNotified}, {}},
          {CaseStep::kRecordNoticeService,
           "RecordNoticeService",
           {S::kNotified},
           {S::kObjectionOpen},
           {}},
          {CaseStep::kFileObjection, "FileObjection", {S::kObjectionOpen}, {S::kObjected}, {}},
          {CaseStep::kRecordWaiver, "RecordWaiver", {S::kObjectionOpen}, {S::kWaived}, {}},
          {CaseStep::kLapse, "lapse of the window", {S::kObjectionOpen}, {S::kWaived}, {}},
          {CaseStep::kReferToReview, "ReferToReview", {S::kObjected}, {S::kCommittee}, {}},
          {CaseStep::kDeliverVerdict,
           "verdict of the committee",
           {S::kCommittee},
           {S::kJudged, S::kObjected},
           {}},
          {CaseStep::kDecideWithoutCommittee,
           "DecideWithoutCommittee",
           {S::kCommittee},
           {S::kJudged},
           {}},
      });
}

void AddSideSteps(std::vector<StepRule>& rules) {
  rules.insert(rules.end(),
               {
                   {CaseStep::kRemandCase,
                    "RemandCase",
                    {S::kInvestigated, S::kPrelim, S::kWaived, S::kObjected, S::kJudged},
                    {S::kInvestigating},
                    {}},
                   {CaseStep::kRenewNotice,
                    "RenewNotice",
                    {S::kNotified, S::kObjectionOpen, S::kWaived, S::kObjected, S::kJudged},
                    {S::kInvestigating, S::kNotified},
                    {}},
                   {CaseStep::kSuspendCase, "SuspendCase", Undecided(), {S::kSuspended}, {}},
                   {CaseStep::kResumeCase,
                    "ResumeCase",
                    {S::kSuspended},
                    Without(Undecided(), S::kCommittee),
                    {}},
                   {CaseStep::kTerminateCase,
                    "TerminateCase",
                    With(Undecided(), S::kSuspended),
                    {S::kTerminated},
                    {}},
               });
}

void AddDecisionSteps(std::vector<StepRule>& rules) {
  rules.insert(rules.end(), {
                                {CaseStep::kConfirmCase,
                                 "ConfirmCase",
                                 {S::kWaived, S::kJudged},
                                 {S::kConfirmed, S::kRevisedDown, S::kDismissed},
                                 {}},
                                {CaseStep::kRecordDecisionService,
                                 "RecordDecisionService",
                                 {S::kConfirmed, S::kRevisedDown, S::kDismissed},
                                 {S::kEffective},
                                 {}},
                                {CaseStep::kRecordExecution,
                                 "RecordExecution",
                                 {S::kEffective},
                                 {S::kExecuted},
                                 InRemedy()},
                                {CaseStep::kDecideTermination,
                                 "DecideTermination",
                                 {},
                                 {},
                                 {S::kEffective, S::kExecuted}},
                            });
}

void AddLastSteps(std::vector<StepRule>& rules) {
  rules.insert(
      rules.end(),
      {
          {CaseStep::kFileReconsideration,
           "FileReconsideration",
           InEffect(),
           {S::kReconsideration},
           {}},
          {CaseStep::kFileLitigation, "FileLitigation", InEffect(), {S::kLitigation}, {}},
          {CaseStep::kRecordRemedyOutcome, "RecordRemedyOutcome", InRemedy(), InEffect(), {}},
          {CaseStep::kReverseDecision, "ReverseDecision", {}, {}, InEffect()},
          {CaseStep::kApproveReversal, "ApproveReversal", InEffect(), {S::kRevoked}, {}},
          {CaseStep::kReopenCase, "ReopenCase", {S::kRevoked}, {S::kInvestigating}, {}},
          {CaseStep::kCloseCase,
           "CloseCase",
           {S::kExecuted, S::kRevoked, S::kTerminated},
           {S::kClosed},
           {}},
          {CaseStep::kArchiveCase, "ArchiveCase", {S::kClosed}, {S::kArchived}, {}},
      });
}

std::vector<StepRule> MakeRules() {
  std::vector<StepRule> rules;
  AddFirstSteps(rules);
  AddSideSteps(rules);
  AddDecisionSteps(rules);
  AddLastSteps(rules);
  return rules;
}

bool Contains(const std::vector<S>& states, S state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

absl::Status Misplaced(Reason reason, CaseState state, const StepRule& rule, std::string_view why) {
  const std::string_view next = NextStep(state);
  const std::string after =
      next.empty() ? std::string("no step is left; 程序已结束")
                   : absl::StrCat("next comes ", ToAbsl(next), "; 下一步 ", ToAbsl(next));
  return Precondition(
      reason,
      absl::StrCat(ToAbsl(rule.name), ": ", ToAbsl(why), " the case is in state ",
                   ToAbsl(CaseStateTitle(state)), "; ", after),
      {{"state", std::string(CaseStateName(state))}, {"next_step", std::string(next)}});
}

}  // namespace

const std::vector<StepRule>& StepRules() {
  static const std::vector<StepRule> rules = MakeRules();
  return rules;
}

const StepRule& RuleOf(CaseStep step) {
  return StepRules().at(static_cast<size_t>(step));
}

std::vector<StepEdge> AllEdges() {
  std::vector<StepEdge> edges;
  for (const StepRule& rule : StepRules()) {
    for (const S from : rule.from) {
      for (const S to : rule.to) edges.push_back({rule.step, from, to});
    }
    for (const S state : rule.stays) edges.push_back({rule.step, state, state});
  }
  return edges;
}

bool IsEdge(const StepEdge& edge) {
  const StepRule& rule = RuleOf(edge.step);
  if (edge.from == edge.to && Contains(rule.stays, edge.from)) return true;
  return Contains(rule.from, edge.from) && Contains(rule.to, edge.to);
}

absl::Status CheckStep(CaseState state, CaseStep step) {
  const StepRule& rule = RuleOf(step);
  if (Contains(rule.from, state) || Contains(rule.stays, state)) return absl::OkStatus();
  const bool before_statement = state == CaseState::kNotified || state == CaseState::kObjectionOpen;
  if (step == CaseStep::kConfirmCase && before_statement) {
    return Misplaced(Reason::k_G7_NOTICE_FIRST, state, rule,
                     "no decision before the notice is served and the objection window is over or "
                     "waived;");
  }
  const bool before_report = state == CaseState::kFiled || state == CaseState::kInvestigating;
  if (step == CaseStep::kIssueNotice && before_report) {
    return Misplaced(Reason::k_G6_NO_REPORT, state, rule,
                     "no notice before the investigation report exists;");
  }
  return Misplaced(Reason::k_WRONG_STATE, state, rule, "not now;");
}

std::string_view NextStep(CaseState state) {
  switch (state) {
    case CaseState::kNone:
      return "OpenCase";
    case CaseState::kFiled:
      return "AddFinding";
    case CaseState::kInvestigating:
      return "CompleteInvestigation";
    case CaseState::kInvestigated:
      return "IssuePreliminary";
    case CaseState::kPrelim:
      return "IssueNotice";
    case CaseState::kNotified:
      return "RecordNoticeService";
    case CaseState::kObjectionOpen:
      return "FileObjection";
    case CaseState::kWaived:
    case CaseState::kJudged:
      return "ConfirmCase";
    case CaseState::kObjected:
      return "ReferToReview";
    case CaseState::kCommittee:
      return "DeliverVerdicts";
    case CaseState::kConfirmed:
    case CaseState::kRevisedDown:
    case CaseState::kDismissed:
      return "RecordDecisionService";
    case CaseState::kEffective:
      return "RecordExecution";
    case CaseState::kExecuted:
    case CaseState::kTerminated:
      return "CloseCase";
    case CaseState::kRevoked:
      return "ReopenCase";
    case CaseState::kClosed:
      return "ArchiveCase";
    case CaseState::kSuspended:
      return "ResumeCase";
    case CaseState::kReconsideration:
    case CaseState::kLitigation:
      return "RecordRemedyOutcome";
    case CaseState::kArchived:
      return "";
  }
  return "";
}

}  // namespace probity::scoring

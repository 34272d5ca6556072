#include "services/scoring/domain/transition.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

using S = CaseState;

// "EFFECTIVE and later": the decision has been served and was not revoked.
const std::vector<S>& Reversible() {
  static const std::vector<S> states = {S::kEffective, S::kExecuted, S::kClosed, S::kArchived};
  return states;
}

std::vector<StepRule> MakeRules() {
  return {
      {CaseStep::kOpenCase, "OpenCase", {S::kNone}, {S::kFiled}},
      {CaseStep::kAddFinding, "AddFinding", {S::kFiled, S::kInvestigating}, {S::kInvestigating}},
      {CaseStep::kRemoveFinding,
       "RemoveFinding",
       {S::kFiled, S::kInvestigating},
       {S::kInvestigating}},
      {CaseStep::kCompleteInvestigation,
       "CompleteInvestigation",
       {S::kInvestigating},
       {S::kInvestigated}},
      {CaseStep::kIssuePreliminary, "IssuePreliminary", {S::kInvestigated}, {S::kPrelim}},
      {CaseStep::kIssueNotice, "IssueNotice", {S::kPrelim}, {S::kNotified}},
      {CaseStep::kRecordNoticeService, "RecordNoticeService", {S::kNotified}, {S::kObjectionOpen}},
      {CaseStep::kFileObjection, "FileObjection", {S::kObjectionOpen}, {S::kObjected}},
      {CaseStep::kRecordWaiver, "RecordWaiver", {S::kObjectionOpen}, {S::kWaived}},
      {CaseStep::kLapse, "lapse of the window", {S::kObjectionOpen}, {S::kWaived}},
      {CaseStep::kReferToReview, "ReferToReview", {S::kObjected}, {S::kCommittee}},
      {CaseStep::kDeliverVerdict,
       "verdict of the committee",
       {S::kCommittee},
       {S::kJudged, S::kObjected}},
      {CaseStep::kConfirmCase,
       "ConfirmCase",
       {S::kWaived, S::kJudged},
       {S::kConfirmed, S::kRevisedDown, S::kDismissed}},
      {CaseStep::kRecordDecisionService,
       "RecordDecisionService",
       {S::kConfirmed, S::kRevisedDown, S::kDismissed},
       {S::kEffective}},
      {CaseStep::kReverseDecision, "ReverseDecision", Reversible(), {}},
      {CaseStep::kApproveReversal, "ApproveReversal", Reversible(), {S::kRevoked}},
  };
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

absl::Status CheckStep(CaseState state, CaseStep step) {
  const StepRule& rule = RuleOf(step);
  if (std::find(rule.from.begin(), rule.from.end(), state) != rule.from.end()) {
    return absl::OkStatus();
  }
  const bool before_statement = state == CaseState::kNotified || state == CaseState::kObjectionOpen;
  if (step == CaseStep::kConfirmCase && before_statement) {
    return Misplaced(Reason::k_G7_NOTICE_FIRST, state, rule,
                     "no decision before the notice is served and the objection window is over or "
                     "waived;");
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
    case CaseState::kRevoked:
    case CaseState::kExecuted:
    case CaseState::kClosed:
    case CaseState::kArchived:
    case CaseState::kSuspended:
    case CaseState::kTerminated:
      return "";
  }
  return "";
}

}  // namespace probity::scoring

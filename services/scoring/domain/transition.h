// The procedure as data: which step may be taken in which state, and where it leads. A case moves
// only by these edges; every other combination is refused WRONG_STATE.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_TRANSITION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_TRANSITION_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring {

enum class CaseStep {
  kOpenCase,
  kAddFinding,
  kRemoveFinding,
  kCompleteInvestigation,
  kIssuePreliminary,
  kIssueNotice,
  kRecordNoticeService,
  kFileObjection,
  kRecordWaiver,
  kLapse,  // by the calendar alone
  kReferToReview,
  kDeliverVerdict,  // by review
  kDecideWithoutCommittee,
  kRemandCase,
  kRenewNotice,
  kSuspendCase,
  kResumeCase,
  kTerminateCase,
  kConfirmCase,
  kRecordDecisionService,
  kRecordExecution,
  kDecideTermination,
  kFileReconsideration,
  kFileLitigation,
  kRecordRemedyOutcome,
  kReverseDecision,
  kApproveReversal,
  kReopenCase,
  kCloseCase,
  kArchiveCase,
};

struct StepRule {
  CaseStep step;
  std::string_view name;  // of the RPC, or of what happens by itself
  std::vector<CaseState> from;
  std::vector<CaseState> to;     // from every state of `from` to each of these
  std::vector<CaseState> stays;  // states it may be taken in as well and does not change
};

// Every step, in the order of the procedure.
const std::vector<StepRule>& StepRules();
const StepRule& RuleOf(CaseStep step);

// One way a case can move, or be worked on without moving (from = to).
struct StepEdge {
  CaseStep step;
  CaseState from;
  CaseState to;

  auto operator<=>(const StepEdge&) const = default;
};

// Every edge of StepRules, by step.
std::vector<StepEdge> AllEdges();
bool IsEdge(const StepEdge& edge);

// OK if `step` may be taken in `state`. WRONG_STATE otherwise, naming the state and the next step
// (metadata state, next_step). A decision asked for while the notice is not served or the window
// still open is G7_NOTICE_FIRST (处罚法 44, 62), a notice asked for before the report of the
// investigation G6_NO_REPORT (Order 4 Art 36), with the same facts.
absl::Status CheckStep(CaseState state, CaseStep step);

// The RPC that takes a case of this state further; empty at the end. In an open window that is the
// party's objection, though a waiver or the calendar may end it too; a revoked case is reopened or
// closed.
std::string_view NextStep(CaseState state);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_TRANSITION_H_

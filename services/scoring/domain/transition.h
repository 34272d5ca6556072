// The five steps as data: which step may be taken in which state, and where it leads. A case moves
// only by these; every other combination is refused WRONG_STATE.
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
  kConfirmCase,
  kRecordDecisionService,
  kReverseDecision,
  kApproveReversal,
};

struct StepRule {
  CaseStep step;
  std::string_view name;  // of the RPC, or of what happens by itself
  std::vector<CaseState> from;
  std::vector<CaseState> to;  // empty: the state stays as it is
};

// Every step, in the order of the procedure.
const std::vector<StepRule>& StepRules();
const StepRule& RuleOf(CaseStep step);

// OK if `step` may be taken in `state`. WRONG_STATE otherwise, naming the state and the next step
// (metadata state, next_step). A decision asked for while the notice is not served or the window
// still open is G7_NOTICE_FIRST (处罚法 44, 62), with the same facts.
absl::Status CheckStep(CaseState state, CaseStep step);

// The RPC that takes a case of this state further; empty at the end. In an open window that is the
// party's objection, though a waiver or the calendar may end it too.
std::string_view NextStep(CaseState state);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_TRANSITION_H_

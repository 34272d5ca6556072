#include "services/scoring/domain/reversal.h"

#include "common/status/status.h"
#include "services/scoring/domain/cases/remedy.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {

absl::StatusOr<CaseFile> RequestReversal(CaseFile file, const ReversalRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kReverseDecision));
  PROBITY_RETURN_IF_ERROR(CheckDecisionStands(file));
  FieldCheck check;
  check.Check(!request.reason.empty(), "reason", "why the decision is revoked");
  check.Check(!request.document.empty(), "document", "number of the judgment or decision");
  PROBITY_RETURN_IF_ERROR(check.Result());
  file.reversal = request;
  return file;
}

absl::StatusOr<CaseFile> ApproveReversal(CaseFile file, const ReversalApproval& approval,
                                         absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kApproveReversal));
  PROBITY_RETURN_IF_ERROR(CheckDecisionStands(file));
  if (!file.reversal.has_value()) {
    return Precondition(Reason::k_REVERSAL_NOT_REQUESTED,
                        "ReverseDecision comes first, by another person; 尚未申请撤销");
  }
  if (file.reversal->person == approval.person) {
    return Denied(Reason::k_G22_TWO_PERSONS,
                  "who asked for the reversal may not approve it; 申请人不得自行批准");
  }
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!approval.reason.empty(), "reason", "why the reversal is approved")
          .Result());
  file.revoked = today;
  file.state = CaseState::kRevoked;
  return file;
}

}  // namespace probity::scoring

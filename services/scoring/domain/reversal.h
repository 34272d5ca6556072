// Revocation of a decision that has taken effect (撤销), by two persons with a reason each (G22).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_REVERSAL_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_REVERSAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// First person. A later request replaces an earlier one; the state stays as it is. WRONG_STATE,
// also where no decision stands.
absl::StatusOr<CaseFile> RequestReversal(CaseFile file, const ReversalRequest& request);

// Who approves it, and why: each of the two persons answers for a reason of their own.
struct ReversalApproval {
  std::string person;
  std::string reason;
};

// Second person; the case in state REVOKED since today. REVERSAL_NOT_REQUESTED, G22_TWO_PERSONS,
// BAD_REQUEST without a reason.
absl::StatusOr<CaseFile> ApproveReversal(CaseFile file, const ReversalApproval& approval,
                                         absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_REVERSAL_H_

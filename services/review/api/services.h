// The handlers of review's services, one function for each file of them.
#ifndef PROBITY_SERVICES_REVIEW_API_SERVICES_H_
#define PROBITY_SERVICES_REVIEW_API_SERVICES_H_

#include "common/rpc/router.h"
#include "services/review/api/environment.h"

namespace probity::review {

// RosterService: members, affiliations, checks and sums.
void RegisterRoster(const ReviewEnv& env, rpc::Router& router);

// CommitteeService: what the member's client may call. RespondInvitation asks the roster alone, the
// others the hearings alone.
void RegisterCommittee(const ReviewEnv& env, rpc::Router& router);

// KeyService: which generations of the mounted keys are still needed.
void RegisterKeys(const ReviewEnv& env, rpc::Router& router);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_SERVICES_H_

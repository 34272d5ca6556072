// PolicyService: the policies in force, put once, chosen by date.
#ifndef PROBITY_SERVICES_SCORING_API_POLICY_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_POLICY_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterPolicyService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_POLICY_SERVICE_H_

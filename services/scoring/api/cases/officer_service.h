// OfficerService: the register of officers and their certificates.
#ifndef PROBITY_SERVICES_SCORING_API_CASES_OFFICER_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_CASES_OFFICER_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterOfficerService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CASES_OFFICER_SERVICE_H_

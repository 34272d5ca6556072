// StandingService: what a year of points means for an institution.
#ifndef PROBITY_SERVICES_SCORING_API_STANDING_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_STANDING_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterStandingService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_STANDING_SERVICE_H_

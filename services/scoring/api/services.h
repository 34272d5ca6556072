// Every RPC service that scoring answers for.
#ifndef PROBITY_SERVICES_SCORING_API_SERVICES_H_
#define PROBITY_SERVICES_SCORING_API_SERVICES_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterServices(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SERVICES_H_

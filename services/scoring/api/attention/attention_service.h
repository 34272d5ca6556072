// AttentionService: the cases that do not go on by themselves, and whose turn it is.
#ifndef PROBITY_SERVICES_SCORING_API_ATTENTION_ATTENTION_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_ATTENTION_ATTENTION_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterAttentionService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_ATTENTION_ATTENTION_SERVICE_H_

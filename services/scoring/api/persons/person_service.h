// PersonService: persons of the payment qualification, and what cases of institutions bring them.
#ifndef PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterPersonService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_SERVICE_H_

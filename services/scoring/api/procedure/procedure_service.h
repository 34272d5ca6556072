// ProcedureService: the acts recorded in a case. ChallengeService: a party's challenge of the
// committee.
#ifndef PROBITY_SERVICES_SCORING_API_PROCEDURE_PROCEDURE_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_PROCEDURE_PROCEDURE_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterProcedureService(const ServiceEnv& env, rpc::Router& router);
void RegisterChallengeService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PROCEDURE_PROCEDURE_SERVICE_H_

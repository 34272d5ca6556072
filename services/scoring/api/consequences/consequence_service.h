#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_CONSEQUENCE_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_CONSEQUENCE_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// Registers the handlers of probity.scoring.v1.ConsequenceService. `env` outlives the router.
void RegisterConsequenceService(const ServiceEnv& env, rpc::Router& router);

// Its parts, each in a file of its own.
namespace consequences {
void RegisterSuspensions(const ServiceEnv& env, rpc::Router& router);
void RegisterHolds(const ServiceEnv& env, rpc::Router& router);
void RegisterSwitches(const ServiceEnv& env, rpc::Router& router);
void RegisterBars(const ServiceEnv& env, rpc::Router& router);
void RegisterQualifications(const ServiceEnv& env, rpc::Router& router);
}  // namespace consequences

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_CONSEQUENCE_SERVICE_H_

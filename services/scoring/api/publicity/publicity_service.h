#ifndef PROBITY_SERVICES_SCORING_API_PUBLICITY_PUBLICITY_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_PUBLICITY_PUBLICITY_SERVICE_H_

#include "absl/status/status.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// Registers the handlers of probity.scoring.v1.PublicityService. `env` outlives the router.
void RegisterPublicityService(const ServiceEnv& env, rpc::Router& router);

namespace publicity {

// A decision with points took effect: it is to be published within the time the policy states
// (publish). Nothing falls due for a mere warning, or if the policy publishes no decisions.
absl::Status DuePublication(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

// The decision was revoked: what was published leaves the public list now, and is to be taken down
// elsewhere within the time the policy states (withdraw_publication).
absl::Status WithdrawPublications(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

}  // namespace publicity
}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PUBLICITY_PUBLICITY_SERVICE_H_

#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_RECOVERY_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_RECOVERY_SERVICE_H_

#include "absl/status/status.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// Registers the handlers of probity.scoring.v1.RecoveryService. `env` outlives the router.
void RegisterRecoveryService(const ServiceEnv& env, rpc::Router& router);

namespace consequences {

// The decision took effect: what it recovers is expected, with its last day to pay.
// BEYOND_CALENDAR (G24).
absl::Status ExpectRecovery(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

// The decision was revoked: nothing is expected any more, what was received is to be given back.
absl::Status ReverseRecovery(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

}  // namespace consequences
}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_RECOVERY_SERVICE_H_

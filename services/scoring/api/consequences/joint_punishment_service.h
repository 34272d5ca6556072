#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_JOINT_PUNISHMENT_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_JOINT_PUNISHMENT_SERVICE_H_

#include "absl/status/status.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// Registers the handlers of probity.scoring.v1.JointPunishmentService. `env` outlives the router.
void RegisterJointPunishmentService(const ServiceEnv& env, rpc::Router& router);

namespace consequences {

// The decision was revoked: whoever it had nominated or listed is taken off.
absl::Status WithdrawNominations(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

}  // namespace consequences
}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_JOINT_PUNISHMENT_SERVICE_H_

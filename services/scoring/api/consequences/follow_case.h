// What the steps of a case mean beyond points: recovery becomes expected when a decision takes
// effect, its publication falls due, a hold is over; a revocation takes all of it back.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_FOLLOW_CASE_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_FOLLOW_CASE_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring::consequences {

// Called by AfterStep for every step of every case.
absl::Status FollowCase(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

}  // namespace probity::scoring::consequences

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_FOLLOW_CASE_H_

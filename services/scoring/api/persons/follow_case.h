// What a step of an institution's case brings the persons scored for it.
#ifndef PROBITY_SERVICES_SCORING_API_PERSONS_FOLLOW_CASE_H_
#define PROBITY_SERVICES_SCORING_API_PERSONS_FOLLOW_CASE_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// A revoked decision takes the points of its persons with it: what is in force is reversed, what is
// still on its way ends.
absl::Status FollowCaseWithPersons(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PERSONS_FOLLOW_CASE_H_

// What a step of a case does to its clocks, in the step's own transaction.
#ifndef PROBITY_SERVICES_SCORING_API_CLOCKS_FOLLOW_STEP_H_
#define PROBITY_SERVICES_SCORING_API_CLOCKS_FOLLOW_STEP_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring::clocks {

// Carries out the table of domain/clocks/case_clocks.h. A deadline that no policy in force states
// is not started. The objection window ends when the case says so: the date the party was told.
absl::Status FollowStep(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_API_CLOCKS_FOLLOW_STEP_H_

#include "services/scoring/api/after_step.h"

#include "services/scoring/api/clocks/follow_step.h"

namespace probity::scoring {

absl::Status AfterStep(const ServiceEnv& env, sql::Tx& tx, const rpc::Call&, const StepDone& done) {
  return clocks::FollowStep(env, tx, done);
}

}  // namespace probity::scoring

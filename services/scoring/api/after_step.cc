#include "services/scoring/api/after_step.h"

#include "common/status/status.h"
#include "services/scoring/api/clocks/follow_step.h"
#include "services/scoring/api/consequences/follow_case.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/api/persons/follow_case.h"
#include "services/scoring/api/procedure/follow_step.h"

namespace probity::scoring {

absl::Status AfterStep(const ServiceEnv& env, sql::Tx& tx, const rpc::Call&, const StepDone& done) {
  PROBITY_RETURN_IF_ERROR(IssueStepDocuments(env, tx, done));
  PROBITY_RETURN_IF_ERROR(FollowProcedure(env, tx, done));
  PROBITY_RETURN_IF_ERROR(FollowCaseWithPersons(env, tx, done));
  PROBITY_RETURN_IF_ERROR(consequences::FollowCase(env, tx, done));
  return clocks::FollowStep(env, tx, done);
}

}  // namespace probity::scoring

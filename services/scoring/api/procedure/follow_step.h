// The procedure's part in every step of a case: the guards that depend on recorded acts, then the
// step's own line in the full-process record.
#ifndef PROBITY_SERVICES_SCORING_API_PROCEDURE_FOLLOW_STEP_H_
#define PROBITY_SERVICES_SCORING_API_PROCEDURE_FOLLOW_STEP_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// Refuses, and thereby undoes, the step:
//   CompleteInvestigation   see CheckMonitoringReviewed (G5)
//   IssueNotice             G10_HEARING_RIGHT, if what may follow carries a right to a hearing
//   RecordNoticeService     the same, for a notice that was renewed
//   ConfirmCase             see CheckMayDecide (G2, G9, G10, G11, G12)
//   CloseCase               see CheckMayClose (G23)
absl::Status FollowProcedure(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PROCEDURE_FOLLOW_STEP_H_

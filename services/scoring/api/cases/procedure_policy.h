// Which policy's clocks a step of a case runs by.
#ifndef PROBITY_SERVICES_SCORING_API_CASES_PROCEDURE_POLICY_H_
#define PROBITY_SERVICES_SCORING_API_CASES_PROCEDURE_POLICY_H_

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// Procedure follows the policy in force on the day a step is taken; where none is any more, that of
// the last act. `file` has a finding. POLICY_NOT_IN_FORCE if both are without.
absl::StatusOr<PolicyRef> ProcedurePolicy(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                          absl::CivilDay day);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CASES_PROCEDURE_POLICY_H_

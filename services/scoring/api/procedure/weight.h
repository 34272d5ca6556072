// What a case weighs in front of the procedure's rules: which measure its points may lead to.
#ifndef PROBITY_SERVICES_SCORING_API_PROCEDURE_WEIGHT_H_
#define PROBITY_SERVICES_SCORING_API_PROCEDURE_WEIGHT_H_

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/procedure/guards.h"

namespace probity::scoring {

// Before the decision: by the policies of the acts, and with the points at stake in the
// institution's other open cases. The party must not learn of its right too late because another
// case came first.
absl::StatusOr<CaseWeight> WeighProposal(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file);

// As decided and not yet posted: by the versions chosen, with the points the ledger holds.
absl::StatusOr<CaseWeight> WeighDecision(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PROCEDURE_WEIGHT_H_

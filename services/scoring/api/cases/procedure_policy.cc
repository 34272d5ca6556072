#include "services/scoring/api/cases/procedure_policy.h"

#include "common/status/status.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {

absl::StatusOr<PolicyRef> ProcedurePolicy(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                          absl::CivilDay day) {
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, file.institution_id));
  absl::StatusOr<PolicyRef> policy = env.policies.For(tx, institution.kind, day);
  if (policy.ok() || !HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE)) return policy;
  return env.policies.For(tx, institution.kind, LastActEnd(file));
}

}  // namespace probity::scoring

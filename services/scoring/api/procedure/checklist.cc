#include "services/scoring/api/procedure/checklist.h"

#include "common/clock/clock.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/procedure/weight.h"
#include "services/scoring/store/procedure/records.h"

namespace probity::scoring {
namespace {

// Once decided, the balance holds the case's own points: what was recorded counts.
absl::StatusOr<CaseWeight> WeightOf(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                    const ProcedureFacts& facts) {
  if (file.decision == Decision::kNone) return WeighProposal(env, tx, file);
  return CaseWeight{facts.weighed.value_or(policy::Measure::kNone), false};
}

absl::StatusOr<bool> ChainHolds(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  const absl::Status verified = VerifyRecords(tx, env.region, file.case_id);
  if (HasReason(verified, Reason::k_LEDGER_BROKEN)) return false;
  PROBITY_RETURN_IF_ERROR(verified);
  return true;
}

}  // namespace

absl::StatusOr<CaseChecklist> LoadChecklist(const ServiceEnv& env, sql::Tx& tx,
                                            const CaseFile& file) {
  CaseChecklist checklist;
  PROBITY_ASSIGN_OR_RETURN(const ProcedureFacts facts, LoadFacts(env, tx, file.case_id));
  PROBITY_ASSIGN_OR_RETURN(checklist.weight, WeightOf(env, tx, file, facts));
  PROBITY_ASSIGN_OR_RETURN(checklist.hearing_window_end, HearingWindow(env, tx, file, facts));
  PROBITY_ASSIGN_OR_RETURN(const bool intact, ChainHolds(env, tx, file));
  if (file.findings.empty()) {
    checklist.lines = ChecklistOf(file, facts, checklist.weight, {}, intact);
    return checklist;
  }
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           clocks::ProcedurePolicy(env, tx, file, Today(env.clock)));
  checklist.lines = ChecklistOf(file, facts, checklist.weight, policy->procedure, intact);
  return checklist;
}

}  // namespace probity::scoring

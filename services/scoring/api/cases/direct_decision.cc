#include "services/scoring/domain/cases/direct_decision.h"

#include <utility>
#include <vector>

#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/cases/fields.h"
#include "services/scoring/api/evidence/custody_log.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/domain/procedure/guards.h"
#include "services/scoring/store/sheet_store.h"

namespace probity::scoring {

absl::StatusOr<v1::DecideWithoutCommitteeResponse> HandleDecideWithoutCommittee(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::DecideWithoutCommitteeRequest& request) {
  PROBITY_RETURN_IF_ERROR(ReasonGiven(request));
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kDecideWithoutCommittee,
                                                      request, EtagRule::kRequired));
  PROBITY_RETURN_IF_ERROR(CheckEvidenceUsable(env, tx, request.case_id()));
  std::vector<DirectFinding> findings;
  for (const v1::DirectFinding& one : request.findings()) {
    findings.push_back({one.item(), static_cast<FindingVerdict>(one.verdict()), one.points()});
  }
  PROBITY_ASSIGN_OR_RETURN(const policy::Committee terms, CommitteeTerms(env, tx));
  PROBITY_ASSIGN_OR_RETURN(auto hearings, PastHearings(tx, env.region, {step.before.case_id}));
  PROBITY_ASSIGN_OR_RETURN(
      CaseFile after, DecideWithoutCommittee(step.before, findings, hearings[step.before.case_id],
                                             terms.screenings_per_case, call.caller.person));
  PROBITY_ASSIGN_OR_RETURN(const ProcedureFacts facts, LoadFacts(env, tx, step.before.case_id));
  PROBITY_RETURN_IF_ERROR(CheckDiscussedInstead(facts));
  PROBITY_ASSIGN_OR_RETURN(const bool withdrawn,
                           WithdrawSheet(tx, env.region, step.before.case_id));
  if (!withdrawn) {
    return Precondition(Reason::k_WITH_THE_COMMITTEE,
                        "a round of the committee has the case; 案件正在会审");
  }
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), request.reason()));
  return Answer<v1::DecideWithoutCommitteeResponse>(saved, call);
}

}  // namespace probity::scoring

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/cases/fields.h"
#include "services/scoring/api/cases/procedure_policy.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/cases/remedy.h"

namespace probity::scoring {
namespace {

template <typename Request>
absl::StatusOr<Remedy> RemedyOf(const Request& request, RemedyKind kind) {
  FieldCheck check;
  Remedy remedy;
  remedy.kind = kind;
  check.Check(!request.filed_date().empty(), "filed_date", "required");
  remedy.filed = DateField(request.filed_date(), "filed_date", absl::CivilDay(), check);
  check.Check(IsLabel(request.body(), 1, kMaxDocument), "body",
              "who decides it, 1 to 200 characters");
  remedy.body = request.body();
  CheckDocument(request.document(), "document", check);
  remedy.document = request.document();
  check.Check(IsLabel(request.stay_document(), 0, kMaxDocument), "stay_document",
              "at most 200 characters");
  remedy.stay_document = request.stay_document();
  CheckLength(request.late_reason(), 0, kMaxStepReason, "late_reason", check);
  remedy.late_reason = request.late_reason();
  PROBITY_RETURN_IF_ERROR(check.Result());
  return remedy;
}

template <typename Response, typename Request>
absl::StatusOr<Response> FileOne(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                 const Request& request, CaseStep taken, RemedyKind kind) {
  PROBITY_ASSIGN_OR_RETURN(Remedy remedy, RemedyOf(request, kind));
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, taken, request));
  PROBITY_RETURN_IF_ERROR(CheckDecisionStands(step.before));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           ProcedurePolicy(env, tx, step.before, *step.before.effective));
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay deadline,
                           RemedyDeadline(*policy, env.calendar, step.before, kind));
  const std::string note = absl::StrCat(request.body(), " ", request.document());
  PROBITY_ASSIGN_OR_RETURN(CaseFile after,
                           FileRemedy(step.before, std::move(remedy), deadline, step.today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), note));
  return Answer<Response>(saved, call);
}

absl::StatusOr<RemedyDecision> DecisionOf(const v1::RecordRemedyOutcomeRequest& request) {
  FieldCheck check;
  RemedyDecision decision;
  check.Check(request.outcome() != v1::REMEDY_OUTCOME_UNSPECIFIED &&
                  v1::RemedyOutcome_IsValid(request.outcome()),
              "outcome", "how the remedy ended");
  decision.outcome = static_cast<RemedyOutcome>(request.outcome());
  check.Check(!request.outcome_date().empty(), "outcome_date", "required");
  decision.decided = DateField(request.outcome_date(), "outcome_date", absl::CivilDay(), check);
  CheckDocument(request.document(), "document", check);
  decision.document = request.document();
  for (const v1::FinalPoints& one : request.points()) {
    check.Check(decision.points.emplace(one.item(), one.points()).second, "points",
                absl::StrCat("item ", one.item(), " is named twice"));
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return decision;
}

}  // namespace

absl::StatusOr<v1::FileReconsiderationResponse> HandleFileReconsideration(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::FileReconsiderationRequest& request) {
  return FileOne<v1::FileReconsiderationResponse>(
      env, tx, call, request, CaseStep::kFileReconsideration, RemedyKind::kReconsideration);
}

absl::StatusOr<v1::FileLitigationResponse> HandleFileLitigation(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::FileLitigationRequest& request) {
  return FileOne<v1::FileLitigationResponse>(env, tx, call, request, CaseStep::kFileLitigation,
                                             RemedyKind::kLitigation);
}

absl::StatusOr<v1::RecordRemedyOutcomeResponse> HandleRecordRemedyOutcome(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordRemedyOutcomeRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const RemedyDecision decision, DecisionOf(request));
  PROBITY_ASSIGN_OR_RETURN(const Step step,
                           BeginStep(env, tx, CaseStep::kRecordRemedyOutcome, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, RecordRemedyOutcome(step.before, decision, step.today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), request.document()));
  return Answer<v1::RecordRemedyOutcomeResponse>(saved, call);
}

}  // namespace probity::scoring

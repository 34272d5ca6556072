#include "services/scoring/domain/cases/closing.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/cases/fields.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/consequences/termination.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/finding_store.h"

namespace probity::scoring {

absl::StatusOr<v1::RecordExecutionResponse> HandleRecordExecution(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordExecutionRequest& request) {
  FieldCheck check;
  check.Check(!request.executed_date().empty(), "executed_date", "required");
  const absl::CivilDay executed =
      DateField(request.executed_date(), "executed_date", absl::CivilDay(), check);
  CheckDocument(request.document(), "document", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step,
                           BeginStep(env, tx, CaseStep::kRecordExecution, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after,
                           RecordExecution(step.before, executed, request.document(), step.today));
  PROBITY_ASSIGN_OR_RETURN(
      const CaseFile saved,
      EndStep(env, tx, call, step, std::move(after),
              absl::StrCat("executed ", DateText(executed), " ", request.document())));
  return Answer<v1::RecordExecutionResponse>(saved, call);
}

absl::StatusOr<v1::DecideTerminationResponse> HandleDecideTermination(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::DecideTerminationRequest& request) {
  FieldCheck check;
  CheckReason(request.reason(), check);
  CheckDocument(request.document(), "document", check);
  check.Check(request.terminate() || request.served_date().empty(), "served_date",
              "of a decision to terminate only");
  const absl::CivilDay served =
      DateField(request.served_date(), "served_date", calendar::DateOf(Now(env).time), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kDecideTermination,
                                                      request, EtagRule::kRequired));
  PROBITY_ASSIGN_OR_RETURN(
      CaseFile after,
      DecideTermination(step.before, {request.terminate(), request.reason(), request.document()},
                        call.caller.person));
  PROBITY_ASSIGN_OR_RETURN(
      const CaseFile saved,
      EndStep(env, tx, call, step, std::move(after),
              absl::StrCat(request.terminate() ? "designation to be ended / 解除协议: "
                                               : "designation goes on / 不予解除: ",
                           request.document(), " ", request.reason())));
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("case_id", saved.case_id)
      .Add("terminate", int64_t{request.terminate()})
      .Add("document", request.document())
      .Add("reason", request.reason());
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kTerminationDecided, fields, step.at).status());
  v1::DecideTerminationResponse response = Answer<v1::DecideTerminationResponse>(saved, call);
  if (!request.terminate()) return response;
  PROBITY_ASSIGN_OR_RETURN(
      const Measure ordered,
      consequences::TerminateForVeto(env, tx, saved, served, call.caller.person, step.at));
  response.set_measure_id(consequences::IdText(ordered.measure_id));
  return response;
}

absl::StatusOr<v1::ReopenCaseResponse> HandleReopenCase(const ServiceEnv& env, sql::Tx& tx,
                                                        const rpc::Call& call,
                                                        const v1::ReopenCaseRequest& request) {
  PROBITY_RETURN_IF_ERROR(ReasonGiven(request));
  PROBITY_ASSIGN_OR_RETURN(const Step step,
                           BeginStep(env, tx, CaseStep::kReopenCase, request, EtagRule::kRequired));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, ReopenCase(step.before, step.today));
  // The reversal freed the acts; another case may have taken one up since.
  for (const FindingFile& finding : after.findings) {
    PROBITY_RETURN_IF_ERROR(ClaimAct(tx, env.region, after, finding));
  }
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after),
                                   absl::StrCat("reopened / 重新处理: ", request.reason())));
  return Answer<v1::ReopenCaseResponse>(saved, call);
}

absl::StatusOr<v1::CloseCaseResponse> HandleCloseCase(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::CloseCaseRequest& request) {
  FieldCheck check;
  CheckDocument(request.report(), "report", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kCloseCase, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, CloseCase(step.before, request.report(), step.today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), request.report()));
  return Answer<v1::CloseCaseResponse>(saved, call);
}

absl::StatusOr<v1::ArchiveCaseResponse> HandleArchiveCase(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::ArchiveCaseRequest& request) {
  FieldCheck check;
  CheckDocument(request.archive_no(), "archive_no", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kArchiveCase, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after,
                           ArchiveCase(step.before, request.archive_no(), step.today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), request.archive_no()));
  return Answer<v1::ArchiveCaseResponse>(saved, call);
}

}  // namespace probity::scoring

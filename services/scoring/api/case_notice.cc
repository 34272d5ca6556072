#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/cases/procedure_policy.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/documents/serve.h"
#include "services/scoring/api/evidence/custody_log.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/objection.h"

namespace probity::scoring {
absl::StatusOr<v1::IssuePreliminaryResponse> HandleIssuePreliminary(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::IssuePreliminaryRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Step step,
                           BeginStep(env, tx, CaseStep::kIssuePreliminary, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, IssuePreliminary(step.before, call.caller.person));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved, EndStep(env, tx, call, step, std::move(after)));
  return Answer<v1::IssuePreliminaryResponse>(saved, call);
}

absl::StatusOr<v1::IssueNoticeResponse> HandleIssueNotice(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::IssueNoticeRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(
      const Step step, BeginStep(env, tx, CaseStep::kIssueNotice, request, EtagRule::kRequired));
  PROBITY_RETURN_IF_ERROR(CheckEvidenceUsable(env, tx, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, IssueNotice(step.before, step.today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved, EndStep(env, tx, call, step, std::move(after)));
  return Answer<v1::IssueNoticeResponse>(saved, call);
}

absl::StatusOr<v1::RecordNoticeServiceResponse> HandleRecordNoticeService(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordNoticeServiceRequest& request) {
  FieldCheck check;
  const DocumentService service = ServiceField(request, check);
  const ServiceRecord record = MakeServiceRecord(service, request.details(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step,
                           BeginStep(env, tx, CaseStep::kRecordNoticeService, request));
  // Before the calendar is asked: a date that is wrong may lie beyond it.
  PROBITY_RETURN_IF_ERROR(CheckService(service, *step.before.notice, step.today));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           ProcedurePolicy(env, tx, step.before, service.served));
  PROBITY_RETURN_IF_ERROR(CheckServedDate(env, *policy, record, *step.before.notice, step.today));
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay last,
                           ObjectionDeadline(*policy, env.calendar, service.served));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after,
                           RecordNoticeService(step.before, service, last, step.today));
  PROBITY_ASSIGN_OR_RETURN(
      const CaseFile saved,
      EndStep(env, tx, call, step, std::move(after),
              absl::StrCat("served ", DateText(service.served), " ", service.receipt)));
  PROBITY_RETURN_IF_ERROR(ServeLatest(env, tx, step.at, call.caller.person, saved,
                                      DocumentType::kResultNotice, record));
  return Answer<v1::RecordNoticeServiceResponse>(saved, call);
}

absl::StatusOr<v1::FileObjectionResponse> HandleFileObjection(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::FileObjectionRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Step step,
                           OpenStep(env, tx, CaseStep::kFileObjection, request.case_id()));
  // Before anything tells how far a case has come that may be another institution's.
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, step.before.institution_id));
  // Before the etag: who comes too late need not read the case again to be told so.
  PROBITY_RETURN_IF_ERROR(CheckWindow(step.before, step.today));
  PROBITY_RETURN_IF_ERROR(CheckEtag(step.before, request.etag()));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after,
                           FileObjection(step.before, request.defence(), step.today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved, EndStep(env, tx, call, step, std::move(after)));
  return Answer<v1::FileObjectionResponse>(saved, call);
}

absl::StatusOr<v1::RecordWaiverResponse> HandleRecordWaiver(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordWaiverRequest& request) {
  FieldCheck check;
  check.Check(IsLabel(request.waiver(), 1, 200), "waiver",
              "number of the signed waiver, 1 to 200 characters");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kRecordWaiver, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, RecordWaiver(step.before, request.waiver()));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), request.waiver()));
  return Answer<v1::RecordWaiverResponse>(saved, call);
}

}  // namespace probity::scoring

#include "services/scoring/api/case_service.h"

#include "absl/strings/str_cat.h"
#include "services/scoring/api/case_handlers.h"

namespace probity::scoring {
namespace {

constexpr char kService[] = "probity.scoring.v1.CaseService.";

template <typename Request, typename Response>
using Step = absl::StatusOr<Response> (*)(const ServiceEnv&, sql::Tx&, const rpc::Call&,
                                          const Request&);
template <typename Request, typename Response>
using Read = absl::StatusOr<Response> (*)(const ServiceEnv&, const rpc::Call&, const Request&);

template <typename Request, typename Response>
void AddStep(const ServiceEnv& env, rpc::Router& router, const char* name,
             Step<Request, Response> handle) {
  router.Mutation<Request, Response>(
      absl::StrCat(kService, name), env.database,
      [&env, handle](sql::Tx& tx, const rpc::Call& call, const Request& request) {
        return handle(env, tx, call, request);
      });
}

template <typename Request, typename Response>
void AddRead(const ServiceEnv& env, rpc::Router& router, const char* name,
             Read<Request, Response> handle) {
  router.Unary<Request, Response>(absl::StrCat(kService, name),
                                  [&env, handle](const rpc::Call& call, const Request& request) {
                                    return handle(env, call, request);
                                  });
}

}  // namespace

void RegisterCaseService(const ServiceEnv& env, rpc::Router& router) {
  AddStep(env, router, "OpenCase", &HandleOpenCase);
  AddStep(env, router, "AddFinding", &HandleAddFinding);
  AddStep(env, router, "RemoveFinding", &HandleRemoveFinding);
  AddStep(env, router, "CompleteInvestigation", &HandleCompleteInvestigation);
  AddStep(env, router, "IssuePreliminary", &HandleIssuePreliminary);
  AddStep(env, router, "IssueNotice", &HandleIssueNotice);
  AddStep(env, router, "RecordNoticeService", &HandleRecordNoticeService);
  AddStep(env, router, "FileObjection", &HandleFileObjection);
  AddStep(env, router, "RecordWaiver", &HandleRecordWaiver);
  AddStep(env, router, "ReferToReview", &HandleReferToReview);
  AddStep(env, router, "ConfirmCase", &HandleConfirmCase);
  AddStep(env, router, "RecordDecisionService", &HandleRecordDecisionService);
  AddStep(env, router, "ReverseDecision", &HandleReverseDecision);
  AddStep(env, router, "ApproveReversal", &HandleApproveReversal);
  AddStep(env, router, "DecideWithoutCommittee", &HandleDecideWithoutCommittee);
  AddStep(env, router, "RemandCase", &HandleRemandCase);
  AddStep(env, router, "RenewNotice", &HandleRenewNotice);
  AddStep(env, router, "SuspendCase", &HandleSuspendCase);
  AddStep(env, router, "ResumeCase", &HandleResumeCase);
  AddStep(env, router, "TerminateCase", &HandleTerminateCase);
  AddStep(env, router, "RecordExecution", &HandleRecordExecution);
  AddStep(env, router, "DecideTermination", &HandleDecideTermination);
  AddStep(env, router, "FileReconsideration", &HandleFileReconsideration);
  AddStep(env, router, "FileLitigation", &HandleFileLitigation);
  AddStep(env, router, "RecordRemedyOutcome", &HandleRecordRemedyOutcome);
  AddStep(env, router, "ReopenCase", &HandleReopenCase);
  AddStep(env, router, "CloseCase", &HandleCloseCase);
  AddStep(env, router, "ArchiveCase", &HandleArchiveCase);
  AddRead(env, router, "GetDrawTranscript", &HandleGetDrawTranscript);
  AddRead(env, router, "GetCase", &HandleGetCase);
  AddRead(env, router, "ListCases", &HandleListCases);
  AddRead(env, router, "GetTimeline", &HandleGetTimeline);
}

}  // namespace probity::scoring

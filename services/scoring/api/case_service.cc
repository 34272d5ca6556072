#include "services/scoring/api/case_service.h"

#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {

void RegisterCaseService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.CaseService.")
      .Change("OpenCase", &HandleOpenCase)
      .Change("AddFinding", &HandleAddFinding)
      .Change("RemoveFinding", &HandleRemoveFinding)
      .Change("CompleteInvestigation", &HandleCompleteInvestigation)
      .Change("IssuePreliminary", &HandleIssuePreliminary)
      .Change("IssueNotice", &HandleIssueNotice)
      .Change("RecordNoticeService", &HandleRecordNoticeService)
      .Change("FileObjection", &HandleFileObjection)
      .Change("RecordWaiver", &HandleRecordWaiver)
      .Change("ReferToReview", &HandleReferToReview)
      .Change("ConfirmCase", &HandleConfirmCase)
      .Change("RecordDecisionService", &HandleRecordDecisionService)
      .Change("ReverseDecision", &HandleReverseDecision)
      .Change("ApproveReversal", &HandleApproveReversal)
      .Change("DecideWithoutCommittee", &HandleDecideWithoutCommittee)
      .Change("RemandCase", &HandleRemandCase)
      .Change("RenewNotice", &HandleRenewNotice)
      .Change("SuspendCase", &HandleSuspendCase)
      .Change("ResumeCase", &HandleResumeCase)
      .Change("TerminateCase", &HandleTerminateCase)
      .Change("RecordExecution", &HandleRecordExecution)
      .Change("DecideTermination", &HandleDecideTermination)
      .Change("FileReconsideration", &HandleFileReconsideration)
      .Change("FileLitigation", &HandleFileLitigation)
      .Change("RecordRemedyOutcome", &HandleRecordRemedyOutcome)
      .Change("ReopenCase", &HandleReopenCase)
      .Change("CloseCase", &HandleCloseCase)
      .Change("ArchiveCase", &HandleArchiveCase)
      .Read("GetDrawTranscript", &HandleGetDrawTranscript)
      .Read("GetCase", &HandleGetCase)
      .Read("ListCases", &HandleListCases)
      .Read("GetTimeline", &HandleGetTimeline);
}

}  // namespace probity::scoring

// The handlers of CaseService, by step. Each takes values, runs in the transaction of its request
// and leaves authorisation, idempotency and error mapping to common/rpc.
#ifndef PROBITY_SERVICES_SCORING_API_CASE_HANDLERS_H_
#define PROBITY_SERVICES_SCORING_API_CASE_HANDLERS_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/case_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

#define PROBITY_CASE_STEP(Name)                                                       \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, sql::Tx& tx, \
                                                  const rpc::Call& call,              \
                                                  const v1::Name##Request& request);

// case_investigation.cc
PROBITY_CASE_STEP(OpenCase)
PROBITY_CASE_STEP(AddFinding)
PROBITY_CASE_STEP(RemoveFinding)
PROBITY_CASE_STEP(CompleteInvestigation)
// case_notice.cc
PROBITY_CASE_STEP(IssuePreliminary)
PROBITY_CASE_STEP(IssueNotice)
PROBITY_CASE_STEP(RecordNoticeService)
PROBITY_CASE_STEP(FileObjection)
PROBITY_CASE_STEP(RecordWaiver)
// case_referral.cc
PROBITY_CASE_STEP(ReferToReview)
// case_confirmation.cc
PROBITY_CASE_STEP(ConfirmCase)
PROBITY_CASE_STEP(RecordDecisionService)
PROBITY_CASE_STEP(ReverseDecision)
PROBITY_CASE_STEP(ApproveReversal)
// cases/side_steps.cc
PROBITY_CASE_STEP(RemandCase)
PROBITY_CASE_STEP(RenewNotice)
PROBITY_CASE_STEP(SuspendCase)
PROBITY_CASE_STEP(ResumeCase)
PROBITY_CASE_STEP(TerminateCase)
// cases/direct_decision.cc
PROBITY_CASE_STEP(DecideWithoutCommittee)
// cases/remedies.cc
PROBITY_CASE_STEP(FileReconsideration)
PROBITY_CASE_STEP(FileLitigation)
PROBITY_CASE_STEP(RecordRemedyOutcome)
// cases/closing.cc
PROBITY_CASE_STEP(RecordExecution)
PROBITY_CASE_STEP(DecideTermination)
PROBITY_CASE_STEP(ReopenCase)
PROBITY_CASE_STEP(CloseCase)
PROBITY_CASE_STEP(ArchiveCase)

#undef PROBITY_CASE_STEP

// case_reads.cc; they open their own transactions.
absl::StatusOr<v1::GetCaseResponse> HandleGetCase(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::GetCaseRequest& request);
absl::StatusOr<v1::ListCasesResponse> HandleListCases(const ServiceEnv& env, const rpc::Call& call,
                                                      const v1::ListCasesRequest& request);
absl::StatusOr<v1::GetTimelineResponse> HandleGetTimeline(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::GetTimelineRequest& request);

// cases/transcripts.cc
absl::StatusOr<v1::GetDrawTranscriptResponse> HandleGetDrawTranscript(
    const ServiceEnv& env, const rpc::Call& call, const v1::GetDrawTranscriptRequest& request);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CASE_HANDLERS_H_

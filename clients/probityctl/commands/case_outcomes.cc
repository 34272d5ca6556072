// A case from its decision on: what is carried out, what is contested, what is taken back.
#include "absl/strings/str_cat.h"
#include "clients/probityctl/commands/case_step.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = CaseStub;
using Options = CaseStepOptions;

template <typename Request>
void FillFiling(const Options& options, Request& request) {
  request.set_filed_date(options.date);
  request.set_body(options.body);
  request.set_stay_document(options.stay);
  request.set_late_reason(options.late);
}

}  // namespace

int CaseExecute(const Session& session, const Options& options) {
  return PrintStep(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::RecordExecution,
                                 [&](v1::RecordExecutionRequest& request) {
                                   request.set_executed_date(options.date);
                                   return absl::OkStatus();
                                 }));
}

int CaseDecideTermination(const Session& session, const Options& options) {
  return PrintStep(session, Step(session, options, role::ROLE_DIRECTOR, &Stub::DecideTermination,
                                 [&](v1::DecideTerminationRequest& request) {
                                   request.set_terminate(options.terminate);
                                   request.set_served_date(options.date);
                                   return absl::OkStatus();
                                 }));
}

int CaseReconsider(const Session& session, const Options& options) {
  return PrintStep(session,
                   Step(session, options, role::ROLE_CASE_OFFICER, &Stub::FileReconsideration,
                        [&](v1::FileReconsiderationRequest& request) {
                          FillFiling(options, request);
                          return absl::OkStatus();
                        }));
}

int CaseSue(const Session& session, const Options& options) {
  return PrintStep(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::FileLitigation,
                                 [&](v1::FileLitigationRequest& request) {
                                   FillFiling(options, request);
                                   return absl::OkStatus();
                                 }));
}

int CaseRemedyOutcome(const Session& session, const Options& options) {
  return PrintStep(session,
                   Step(session, options, role::ROLE_CASE_OFFICER, &Stub::RecordRemedyOutcome,
                        [&](v1::RecordRemedyOutcomeRequest& request) -> absl::Status {
                          v1::RemedyOutcome outcome = v1::REMEDY_OUTCOME_UNSPECIFIED;
                          v1::RemedyOutcome_Parse(absl::StrCat("REMEDY_OUTCOME_", options.outcome),
                                                  &outcome);
                          request.set_outcome(outcome);
                          request.set_outcome_date(options.date);
                          PROBITY_ASSIGN_OR_RETURN(const auto points, ReadPoints(options.points));
                          for (const ItemPoints& one : points) {
                            v1::FinalPoints& added = *request.add_points();
                            added.set_item(one.item);
                            added.set_points(one.points);
                          }
                          return absl::OkStatus();
                        }));
}

int CaseReverse(const Session& session, const Options& options) {
  return PlainStep(session, options, role::ROLE_SUPERVISOR, &Stub::ReverseDecision);
}

int CaseApproveReversal(const Session& session, const Options& options) {
  const auto approved = Step(session, options, role::ROLE_DIRECTOR, &Stub::ApproveReversal,
                             [](v1::ApproveReversalRequest&) { return absl::OkStatus(); });
  const int exit = PrintStep(session, approved);
  if (exit == kOk && !session.json) {
    std::printf("冲正 entries reversed: %d, 余 balance: %lld 分 points\n",
                approved->entry_ids_size(), static_cast<long long>(approved->balance_points()));
  }
  return exit;
}

int CaseReopen(const Session& session, const Options& options) {
  return PlainStep(session, options, role::ROLE_DIRECTOR, &Stub::ReopenCase);
}

int CaseClose(const Session& session, const Options& options) {
  return PrintStep(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::CloseCase,
                                 [&](v1::CloseCaseRequest& request) {
                                   request.set_report(options.number);
                                   return absl::OkStatus();
                                 }));
}

int CaseArchive(const Session& session, const Options& options) {
  return PrintStep(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::ArchiveCase,
                                 [&](v1::ArchiveCaseRequest& request) {
                                   request.set_archive_no(options.number);
                                   return absl::OkStatus();
                                 }));
}

int CaseTranscript(const Session& session, const std::string& case_ref) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::GetDrawTranscriptRequest request;
  request.set_case_ref(case_ref);
  const auto response =
      bureau->Call(role::ROLE_AUDITOR, bureau->cases, &Stub::GetDrawTranscript, request);
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
    return kOk;
  }
  for (const v1::DrawTranscript& one : response->transcripts()) {
    std::printf("%s\n", one.transcript().c_str());
  }
  return kOk;
}

}  // namespace probity::ctl

#include "clients/probityctl/commands/cases.h"

#include <cstdio>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/common/bureau.h"
#include "common/id/uuid.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = v1::CaseService::Stub;
using Options = CaseStepOptions;

std::string StateOf(v1::CaseState state) {
  return Short(v1::CaseState_Name(state), "CASE_STATE_");
}

absl::StatusOr<v1::Case> Find(const clients::Bureau& bureau, const std::string& case_ref) {
  v1::GetCaseRequest request;
  request.set_case_ref(case_ref);
  PROBITY_ASSIGN_OR_RETURN(const auto response, bureau.Call(role::ROLE_SUPERVISOR, bureau.cases,
                                                            &Stub::GetCase, request));
  return response.case_();
}

// Takes one step: `fill` puts in what the step needs beside case and etag.
template <typename Request, typename Response, typename Fill>
absl::StatusOr<Response> Step(const Session& session, const Options& options, role::Role as,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                              Fill fill) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  PROBITY_ASSIGN_OR_RETURN(const v1::Case known, Find(bureau, options.case_ref));
  Request request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_case_id(known.case_id());
  request.set_etag(known.etag());
  if constexpr (requires { request.set_reason(""); }) request.set_reason(options.reason);
  if constexpr (requires { request.set_document(""); }) request.set_document(options.document);
  PROBITY_RETURN_IF_ERROR(fill(request));
  return bureau.Call(as, bureau.cases, method, request);
}

template <typename Response>
int Print(const Session& session, const absl::StatusOr<Response>& response) {
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
    return kOk;
  }
  const v1::Case& one = response->case_();
  std::printf("%s  %s  %s\n", one.case_ref().c_str(), one.institution_id().c_str(),
              StateOf(one.state()).c_str());
  PrintCaseHistory(one);
  return kOk;
}

template <typename Request, typename Response>
int PlainStep(const Session& session, const Options& options, role::Role as,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  return Print(session,
               Step(session, options, as, method, [](Request&) { return absl::OkStatus(); }));
}

struct ItemPoints {
  int32_t item = 0;
  int64_t points = 0;
};

absl::StatusOr<std::vector<ItemPoints>> ReadPoints(const std::vector<std::string>& texts) {
  std::vector<ItemPoints> read;
  FieldCheck check;
  for (const std::string& text : texts) {
    const std::vector<std::string> parts = absl::StrSplit(text, '=');
    ItemPoints one;
    const bool fits = parts.size() == 2 && absl::SimpleAtoi(parts[0], &one.item) &&
                      absl::SimpleAtoi(parts[1], &one.points);
    check.Check(fits, text, "ITEM=POINTS, for example 1=3");
    read.push_back(one);
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return read;
}

// "1=400.00".
absl::Status FillRecoveries(const std::vector<std::string>& texts,
                            v1::ConfirmCaseRequest& request) {
  for (const std::string& text : texts) {
    const std::vector<std::string> parts = absl::StrSplit(text, '=');
    int32_t item = 0;
    const bool fits = parts.size() == 2 && absl::SimpleAtoi(parts[0], &item);
    PROBITY_RETURN_IF_ERROR(
        FieldCheck().Check(fits, text, "ITEM=YUAN, for example 1=400.00").Result());
    PROBITY_ASSIGN_OR_RETURN(const int64_t fen, money::ParseYuan(parts[1]));
    v1::FinalRecovery& one = *request.add_lowered_recovery();
    one.set_item(item);
    one.set_recovery_fen(fen);
  }
  return absl::OkStatus();
}

// "officer-a,李明,23050400101".
absl::Status FillOfficers(const std::vector<std::string>& texts, v1::OpenCaseRequest& request) {
  for (const std::string& text : texts) {
    const std::vector<std::string> parts = absl::StrSplit(text, ',');
    PROBITY_RETURN_IF_ERROR(
        FieldCheck()
            .Check(parts.size() == 3, text, "PERSON,NAME,CERTIFICATE_NO as it was shown")
            .Result());
    request.add_officers(parts[0]);
    v1::ShownCertificate& shown = *request.add_certificates();
    shown.set_person(parts[0]);
    shown.set_name(parts[1]);
    shown.set_certificate_no(parts[2]);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::OpenCaseResponse> Open(const Session& session, const Options& options) {
  v1::OpenCaseRequest request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_case_ref(options.case_ref);
  request.set_institution_id(options.institution_id);
  v1::CaseSource source = v1::CASE_SOURCE_UNSPECIFIED;
  v1::CaseSource_Parse(absl::StrCat("CASE_SOURCE_", options.source), &source);
  request.set_source(source);
  PROBITY_RETURN_IF_ERROR(FillOfficers(options.officers, request));
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  return bureau.Call(role::ROLE_CASE_OFFICER, bureau.cases, &Stub::OpenCase, request);
}

template <typename Request>
void FillFiling(const Options& options, Request& request) {
  request.set_filed_date(options.date);
  request.set_body(options.body);
  request.set_stay_document(options.stay);
  request.set_late_reason(options.late);
}

}  // namespace

int CaseOpen(const Session& session, const Options& options) {
  return Print(session, Open(session, options));
}

int CaseConfirm(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_DIRECTOR, &Stub::ConfirmCase,
                             [&](v1::ConfirmCaseRequest& request) -> absl::Status {
                               PROBITY_ASSIGN_OR_RETURN(const auto lowered,
                                                        ReadPoints(options.points));
                               for (const ItemPoints& one : lowered) {
                                 v1::FinalPoints& added = *request.add_lowered();
                                 added.set_item(one.item);
                                 added.set_points(one.points);
                               }
                               return FillRecoveries(options.yuan, request);
                             }));
}

int CaseRemand(const Session& session, const Options& options) {
  return PlainStep(session, options, role::ROLE_SUPERVISOR, &Stub::RemandCase);
}

int CaseRenewNotice(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_SUPERVISOR, &Stub::RenewNotice,
                             [&](v1::RenewNoticeRequest& request) -> absl::Status {
                               PROBITY_ASSIGN_OR_RETURN(const auto raised,
                                                        ReadPoints(options.points));
                               for (const ItemPoints& one : raised) {
                                 v1::RaisedPoints& added = *request.add_raised();
                                 added.set_item(one.item);
                                 added.set_points(one.points);
                               }
                               request.set_heavier_effect(options.heavier_effect);
                               return absl::OkStatus();
                             }));
}

int CaseSuspend(const Session& session, const Options& options) {
  return PlainStep(session, options, role::ROLE_SUPERVISOR, &Stub::SuspendCase);
}

int CaseResume(const Session& session, const Options& options) {
  return PlainStep(session, options, role::ROLE_SUPERVISOR, &Stub::ResumeCase);
}

int CaseTerminate(const Session& session, const Options& options) {
  return PlainStep(session, options, role::ROLE_SUPERVISOR, &Stub::TerminateCase);
}

int CaseDecide(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_DIRECTOR, &Stub::DecideWithoutCommittee,
                             [&](v1::DecideWithoutCommitteeRequest& request) -> absl::Status {
                               PROBITY_ASSIGN_OR_RETURN(const auto upheld,
                                                        ReadPoints(options.points));
                               for (const ItemPoints& one : upheld) {
                                 v1::DirectFinding& added = *request.add_findings();
                                 added.set_item(one.item);
                                 added.set_verdict(v1::FINDING_VERDICT_UPHELD);
                                 added.set_points(one.points);
                               }
                               for (const int item : options.not_upheld) {
                                 v1::DirectFinding& added = *request.add_findings();
                                 added.set_item(item);
                                 added.set_verdict(v1::FINDING_VERDICT_NOT_UPHELD);
                               }
                               return absl::OkStatus();
                             }));
}

int CaseExecute(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::RecordExecution,
                             [&](v1::RecordExecutionRequest& request) {
                               request.set_executed_date(options.date);
                               return absl::OkStatus();
                             }));
}

int CaseDecideTermination(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_DIRECTOR, &Stub::DecideTermination,
                             [&](v1::DecideTerminationRequest& request) {
                               request.set_terminate(options.terminate);
                               request.set_served_date(options.date);
                               return absl::OkStatus();
                             }));
}

int CaseReconsider(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::FileReconsideration,
                             [&](v1::FileReconsiderationRequest& request) {
                               FillFiling(options, request);
                               return absl::OkStatus();
                             }));
}

int CaseSue(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::FileLitigation,
                             [&](v1::FileLitigationRequest& request) {
                               FillFiling(options, request);
                               return absl::OkStatus();
                             }));
}

int CaseRemedyOutcome(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::RecordRemedyOutcome,
                             [&](v1::RecordRemedyOutcomeRequest& request) -> absl::Status {
                               v1::RemedyOutcome outcome = v1::REMEDY_OUTCOME_UNSPECIFIED;
                               v1::RemedyOutcome_Parse(
                                   absl::StrCat("REMEDY_OUTCOME_", options.outcome), &outcome);
                               request.set_outcome(outcome);
                               request.set_outcome_date(options.date);
                               PROBITY_ASSIGN_OR_RETURN(const auto points,
                                                        ReadPoints(options.points));
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
  const int exit = Print(session, approved);
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
  return Print(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::CloseCase,
                             [&](v1::CloseCaseRequest& request) {
                               request.set_report(options.number);
                               return absl::OkStatus();
                             }));
}

int CaseArchive(const Session& session, const Options& options) {
  return Print(session, Step(session, options, role::ROLE_CASE_OFFICER, &Stub::ArchiveCase,
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

void PrintCaseHistory(const v1::Case& one) {
  for (const v1::Notice& notice : one.notices()) {
    if (one.notices_size() == 1 && notice.superseded_date().empty()) continue;
    std::printf("告知 notice %d: %s, %lld 分 points%s%s%s%s\n", notice.notice_no(),
                notice.issued_date().c_str(), static_cast<long long>(notice.notified_points()),
                notice.served_date().empty() ? "" : ", 送达 served ", notice.served_date().c_str(),
                notice.superseded_date().empty() ? "" : ", 被取代 superseded ",
                notice.superseded_date().c_str());
  }
  for (const v1::Remedy& remedy : one.remedies()) {
    const bool suit = remedy.kind() == v1::REMEDY_KIND_LITIGATION;
    const bool runs = remedy.outcome() == v1::REMEDY_OUTCOME_UNSPECIFIED;
    std::printf(
        "%s: %s %s → %s %s\n", suit ? "诉讼 litigation" : "复议 reconsideration",
        remedy.filed_date().c_str(), remedy.body().c_str(),
        runs ? "…" : Short(v1::RemedyOutcome_Name(remedy.outcome()), "REMEDY_OUTCOME_").c_str(),
        remedy.outcome_date().c_str());
  }
  if (one.revision() > 1) std::printf("第 %d 次处理 revision %d\n", one.revision(), one.revision());
  if (one.has_ceiling_points()) {
    std::printf("不得超过 at most %lld 分 points\n", static_cast<long long>(one.ceiling_points()));
  }
  if (one.returns_to_state() != v1::CASE_STATE_UNSPECIFIED) {
    std::printf("之后回到 then back to %s\n", StateOf(one.returns_to_state()).c_str());
  }
  if (one.termination_proposal() != v1::TERMINATION_PROPOSAL_UNSPECIFIED) {
    std::printf(
        "解除协议建议 proposal to end the designation: %s\n",
        Short(v1::TerminationProposal_Name(one.termination_proposal()), "TERMINATION_PROPOSAL_")
            .c_str());
  }
}

}  // namespace probity::ctl

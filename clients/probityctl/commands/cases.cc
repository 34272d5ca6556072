// A case up to its decision.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/probityctl/commands/case_step.h"
#include "common/money/money.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = CaseStub;
using Options = CaseStepOptions;

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

}  // namespace

int CaseOpen(const Session& session, const Options& options) {
  return PrintStep(session, Open(session, options));
}

int CaseConfirm(const Session& session, const Options& options) {
  return PrintStep(session, Step(session, options, role::ROLE_DIRECTOR, &Stub::ConfirmCase,
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
  return PrintStep(session, Step(session, options, role::ROLE_SUPERVISOR, &Stub::RenewNotice,
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
  return PrintStep(session,
                   Step(session, options, role::ROLE_DIRECTOR, &Stub::DecideWithoutCommittee,
                        [&](v1::DecideWithoutCommitteeRequest& request) -> absl::Status {
                          PROBITY_ASSIGN_OR_RETURN(const auto upheld, ReadPoints(options.points));
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

}  // namespace probity::ctl

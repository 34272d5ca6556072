// The steps of a case up to its decision.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "tests/services/scoring/year/bureau.h"

namespace probity::scoring::year {
namespace {

constexpr char kActEnd[] = "2026-01-02";  // of every act that names no other day

// file [alone] [with=OFFICER] [unshown] [shown=WHOSE]
absl::Status File(Bureau& bureau, CaseRun& run, const Words& words) {
  v1::OpenCaseRequest open;
  open.set_case_ref(run.ref);
  open.set_institution_id(run.institution_id);
  open.set_source(v1::CASE_SOURCE_SPOT_CHECK);
  AddOfficers(open, {"officer-a"});
  if (!words.Has("alone")) AddOfficers(open, {words.After("with", "officer-b")});
  if (words.Has("unshown")) open.mutable_certificates()->RemoveLast();
  const std::string shown = words.After("shown", "officer-a");
  open.mutable_certificates(0)->set_certificate_no(absl::StrCat("certificate of ", shown));
  const auto opened = bureau.Call(&CaseStub::OpenCase, open, AsOfficer());
  if (opened.ok()) run.case_id = opened->case_().case_id();
  return opened.status();
}

// find ITEM CODE POINTS [act=REF] [end=DATE] [recovery=FEN] [fraud] [unreasoned] [nights]
absl::Status FindViolation(Bureau& bureau, CaseRun& run, const Words& words) {
  auto add = bureau.About<v1::AddFindingRequest>(run);
  v1::Finding finding = FindingOf(static_cast<int32_t>(words.Number(0)), words.At(1),
                                  words.Number(2), words.After("end", kActEnd));
  finding.set_act_ref(words.After("act", absl::StrCat(run.ref, "-", words.At(0))));
  finding.set_fraud_intent(words.Has("fraud"));
  if (words.Has("unreasoned")) finding.clear_reason();
  if (!words.After("recovery").empty())
    finding.set_recovery_fen(std::stoll(words.After("recovery")));
  *add.mutable_finding() = finding;
  const std::string by = words.After("by", "officer-a");
  return bureau.Call(&CaseStub::AddFinding, add, As({options::v1::ROLE_CASE_OFFICER}, by)).status();
}

absl::Status Drop(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::RemoveFindingRequest>(run);
  request.set_item(static_cast<int32_t>(words.Number(0)));
  return bureau.Call(&CaseStub::RemoveFinding, request, AsOfficer()).status();
}

absl::Status Report(Bureau& bureau, CaseRun& run, const Words&) {
  auto request = bureau.About<v1::CompleteInvestigationRequest>(run);
  request.set_report(absl::StrCat("report of ", run.ref));
  return bureau.Call(&CaseStub::CompleteInvestigation, request, AsOfficer()).status();
}

absl::Status Prelim(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::IssuePreliminaryRequest>(run);
  return bureau.Call(&CaseStub::IssuePreliminary, request, AsSupervisor()).status();
}

absl::Status Notice(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::IssueNoticeRequest>(run);
  return bureau.Call(&CaseStub::IssueNotice, request, AsSupervisor()).status();
}

// [electronic [signed]], else handed over.
template <typename Request>
Request Service(Bureau& bureau, const CaseRun& run, const Words& words) {
  auto request = bureau.About<Request>(run);
  request.set_method(words.Has("electronic") ? v1::SERVICE_METHOD_ELECTRONIC
                                             : v1::SERVICE_METHOD_DIRECT);
  request.set_served_date(bureau.Today());
  request.set_receipt(absl::StrCat("receipt of ", run.ref));
  if (words.Has("signed")) {
    request.set_signed_consent(true);
    request.mutable_details()->set_consent_ref(absl::StrCat("consent of ", run.ref));
    request.mutable_details()->set_consented_date(bureau.Today());
  }
  return request;
}

absl::Status Serve(Bureau& bureau, CaseRun& run, const Words& words) {
  return bureau
      .Call(&CaseStub::RecordNoticeService,
            Service<v1::RecordNoticeServiceRequest>(bureau, run, words), AsOfficer())
      .status();
}

absl::Status Effect(Bureau& bureau, CaseRun& run, const Words& words) {
  return bureau
      .Call(&CaseStub::RecordDecisionService,
            Service<v1::RecordDecisionServiceRequest>(bureau, run, words), AsOfficer())
      .status();
}

// object [named]: the defence names the institution.
absl::Status Object(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::FileObjectionRequest>(run);
  request.set_defence(words.Has("named") ? absl::StrCat(run.institution_id, " disagrees")
                                         : std::string("we see it otherwise"));
  return bureau.Call(&CaseStub::FileObjection, request, AsInstitution(run.institution_id)).status();
}

absl::Status Waive(Bureau& bureau, CaseRun& run, const Words&) {
  auto request = bureau.About<v1::RecordWaiverRequest>(run);
  request.set_waiver(absl::StrCat("waiver of ", run.ref));
  return bureau.Call(&CaseStub::RecordWaiver, request, AsOfficer()).status();
}

// refer [redacted]
absl::Status Refer(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::ReferToReviewRequest>(run);
  if (words.Has("redacted")) request.set_defence("the institution disagrees");
  const auto referred = bureau.Call(&CaseStub::ReferToReview, request, AsSupervisor());
  if (!referred.ok()) return referred.status();
  if (referred->case_().attention() == "SHEET_RESIDUAL") bureau.client().SignSheet(run.case_id);
  return absl::OkStatus();
}

absl::Status Remand(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::RemandCaseRequest>(run);
  return bureau.Call(&CaseStub::RemandCase, request, AsSupervisor()).status();
}

// renew ITEM:POINTS …
absl::Status Renew(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::RenewNoticeRequest>(run);
  for (const auto& [item, points] : words.Points()) {
    v1::RaisedPoints& raised = *request.add_raised();
    raised.set_item(item);
    raised.set_points(points);
  }
  request.set_heavier_effect(words.Has("heavier"));
  return bureau.Call(&CaseStub::RenewNotice, request, AsSupervisor()).status();
}

absl::Status Suspend(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::SuspendCaseRequest>(run);
  return bureau.Call(&CaseStub::SuspendCase, request, AsSupervisor()).status();
}

absl::Status Resume(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::ResumeCaseRequest>(run);
  return bureau.Call(&CaseStub::ResumeCase, request, AsSupervisor()).status();
}

absl::Status Terminate(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::TerminateCaseRequest>(run);
  return bureau.Call(&CaseStub::TerminateCase, request, AsSupervisor()).status();
}

// confirm [ITEM:POINTS …] [unreasoned]
// confirm [ITEM:POINTS…] [recovers=FEN, of item 1] [unreasoned]
absl::Status Confirm(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::ConfirmCaseRequest>(run);
  if (words.Has("unreasoned")) request.clear_reason();
  for (const auto& [item, points] : words.Points()) {
    v1::FinalPoints& lowered = *request.add_lowered();
    lowered.set_item(item);
    lowered.set_points(points);
  }
  if (!words.After("recovers").empty()) {
    v1::FinalRecovery& lowered = *request.add_lowered_recovery();
    lowered.set_item(1);
    lowered.set_recovery_fen(std::stoll(words.After("recovers")));
  }
  return bureau.Call(&CaseStub::ConfirmCase, request, AsDirector()).status();
}

// is STATE [POINTS]
absl::Status Is(Bureau& bureau, CaseRun& run, const Words& words) {
  const v1::Case file = bureau.client().Get(run.case_id);
  const std::string state = v1::CaseState_Name(file.state()).substr(11);
  if (state != words.At(0)) return absl::InternalError(absl::StrCat("it is ", state));
  if (words.size() > 1 && file.final_points() != words.Number(1)) {
    return absl::InternalError(absl::StrCat("it has ", file.final_points(), " points"));
  }
  return absl::OkStatus();
}

}  // namespace

const Verbs& StepVerbs() {
  static const Verbs verbs = {
      {"file", File},       {"find", FindViolation},  {"drop", Drop},     {"report", Report},
      {"prelim", Prelim},   {"notice", Notice},       {"serve", Serve},   {"object", Object},
      {"waive", Waive},     {"refer", Refer},         {"remand", Remand}, {"renew", Renew},
      {"suspend", Suspend}, {"resume", Resume},       {"is", Is},         {"confirm", Confirm},
      {"effect", Effect},   {"terminate", Terminate},
  };
  return verbs;
}

}  // namespace probity::scoring::year

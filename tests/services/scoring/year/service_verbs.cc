// Leads, evidence, clocks, holds and policies: services beside the case.
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "probity/scoring/v1/clock_service.grpc.pb.h"
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "probity/scoring/v1/document_service.grpc.pb.h"
#include "probity/scoring/v1/evidence_service.grpc.pb.h"
#include "probity/scoring/v1/lead_service.grpc.pb.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "probity/scoring/v1/year_lock_service.grpc.pb.h"
#include "services/scoring/api/clocks/expiry.h"
#include "tests/services/scoring/year/bureau.h"

namespace probity::scoring::year {
namespace {

rpc::CallOptions AsInspector(const std::string& person) {
  return As({options::v1::ROLE_INSPECTOR}, person);
}

// lead CODE: reported, verified and filed as the case.
absl::Status Lead(Bureau& bureau, CaseRun& run, const Words& words) {
  using Leads = v1::LeadService;
  v1::ReportLeadRequest report;
  report.set_source(v1::CASE_SOURCE_COMPLAINT);
  report.mutable_lead()->set_institution_id(run.institution_id);
  report.mutable_lead()->set_violation_code(words.At(0));
  report.mutable_lead()->set_act_ref(absl::StrCat(run.ref, "-1"));
  report.mutable_lead()->set_act_end_date("2026-01-02");
  report.mutable_lead()->set_description("beds that nobody slept in");
  const auto reported =
      bureau.CallOf<Leads>(&Leads::Stub::ReportLead, report, AsInspector("inspector"));
  if (!reported.ok()) return reported.status();
  v1::VerifyLeadRequest verify;
  verify.set_lead_id(reported->lead().lead_id());
  PROBITY_RETURN_IF_ERROR(
      bureau.CallOf<Leads>(&Leads::Stub::VerifyLead, verify, AsInspector("inspector")).status());
  v1::FileLeadRequest file;
  file.add_lead_ids(verify.lead_id());
  file.set_case_ref(run.ref);
  AddOfficers(file, {"officer-a", "officer-b"});
  const auto filed = bureau.CallOf<Leads>(&Leads::Stub::FileLead, file, AsOfficer());
  if (filed.ok()) run.case_id = filed->case_().case_id();
  return filed.status();
}

// evidence [recording]: of the monitoring equipment, or a copy from the records room.
absl::Status Evidence(Bureau& bureau, CaseRun& run, const Words& words) {
  const std::string content = absl::StrCat("%PDF-1.7\n", run.ref, " ", words.At(0));
  std::vector<v1::UploadEvidenceRequest> messages(2);
  messages[0].set_request_id(NewRequestId());
  v1::EvidenceHead& head = *messages[0].mutable_head();
  head.set_case_id(run.case_id);
  head.set_kind(v1::EVIDENCE_KIND_ELECTRONIC_DATA);
  head.set_title("ward at night");
  head.set_file_name("ward.pdf");
  head.set_sha256(crypto::Hex(crypto::Sha256(content)));
  head.set_size_bytes(static_cast<int64_t>(content.size()));
  head.set_source_person("records-room");
  head.set_taken_date("2026-01-02");
  head.set_online_monitoring(words.Has("recording"));
  messages[1].set_chunk(content);
  const auto stub = v1::EvidenceService::NewStub(bureau.server().channel());
  size_t next = 0;
  const auto added =
      rpc::InvokeUpload(*stub, &v1::EvidenceService::Stub::UploadEvidence, AsOfficer(),
                        [&](v1::UploadEvidenceRequest* message) -> absl::StatusOr<bool> {
                          if (next == messages.size()) return false;
                          *message = messages[next++];
                          return true;
                        });
  if (added.ok()) run.kept["evidence"] = added->evidence().evidence_id();
  return added.status();
}

// examine legal|technical: one of the two reviews of a recording, by a person of its own.
absl::Status Examine(Bureau& bureau, CaseRun& run, const Words& words) {
  using Items = v1::EvidenceService;
  v1::ReviewMonitoringEvidenceRequest request;
  request.set_evidence_id(run.kept["evidence"]);
  request.set_aspect(words.Has("legal") ? v1::REVIEW_ASPECT_LEGAL : v1::REVIEW_ASPECT_TECHNICAL);
  request.set_passed(true);
  request.set_opinion("sharp and dated");
  return bureau
      .CallOf<Items>(&Items::Stub::ReviewMonitoringEvidence, request,
                     words.Has("legal") ? AsLegalReviewer() : AsInspector("engineer"))
      .status();
}

// extend DAYS: the time to decide, by the head.
absl::Status Extend(Bureau& bureau, CaseRun& run, const Words& words) {
  using Clocks = v1::ClockService;
  v1::ExtendDeadlineRequest request;
  request.mutable_clock()->set_subject_id(run.case_id);
  request.mutable_clock()->set_key("decide");
  request.set_by(policy::v1::EXTENSION_BY_HEAD);
  request.set_count(static_cast<int32_t>(words.Number(0)));
  request.set_reason("a complex case");
  request.set_document(absl::StrCat("extension of ", run.ref));
  return bureau.CallOf<Clocks>(&Clocks::Stub::ExtendDeadline, request, AsDirector()).status();
}

// exclude FIRST LAST: the days of an appraisal.
absl::Status Exclude(Bureau& bureau, CaseRun& run, const Words& words) {
  using Clocks = v1::ClockService;
  v1::AddExcludedSpanRequest request;
  request.mutable_clock()->set_subject_id(run.case_id);
  request.mutable_clock()->set_key("decide");
  request.set_kind(policy::v1::EXCLUDED_SPAN_APPRAISAL);
  request.set_first_date(words.At(0));
  request.set_last_date(words.At(1));
  request.set_reason("an appraisal");
  request.set_document(absl::StrCat("appraisal of ", run.ref));
  return bureau.CallOf<Clocks>(&Clocks::Stub::AddExcludedSpan, request, AsOfficer()).status();
}

absl::Status Announce(Bureau& bureau, CaseRun& run, const Words&) {
  using Clocks = v1::ClockService;
  v1::AnnounceServiceRequest request;
  request.set_case_id(run.case_id);
  request.set_announced_date(bureau.Today());
  request.set_cause("nobody is found there");
  request.set_place("示例日报");
  request.set_receipt(absl::StrCat("announcement of ", run.ref));
  return bureau.CallOf<Clocks>(&Clocks::Stub::AnnounceService, request, AsOfficer()).status();
}

// One look of the scheduler at the clocks of the region.
absl::Status Tick(Bureau& bureau, CaseRun&, const Words&) {
  const auto fired = clocks::FireDueClocks(bureau.server().env(), absl::Now() + absl::Seconds(30));
  if (!fired.ok()) return fired.status();
  return fired->failed == 0 ? absl::OkStatus() : absl::InternalError("a clock failed");
}

// hold CODE [unrecorded]: without the record of a refusal to cooperate.
absl::Status Hold(Bureau& bureau, CaseRun& run, const Words& words) {
  using Measures = v1::ConsequenceService;
  v1::RequestHoldRequest request;
  request.set_case_id(run.case_id);
  request.set_violation_code(words.At(0));
  if (!words.Has("unrecorded")) request.set_refusal_record(absl::StrCat("refusal of ", run.ref));
  request.set_reason("the books are kept from us");
  const auto held = bureau.CallOf<Measures>(&Measures::Stub::RequestHold, request, AsOfficer());
  if (held.ok()) run.kept["hold"] = held->measure().measure_id();
  return held.status();
}

// grant [by=PERSON]: the head's answer to a hold.
absl::Status Grant(Bureau& bureau, CaseRun& run, const Words& words) {
  using Measures = v1::ConsequenceService;
  v1::GetMeasureRequest get;
  get.set_measure_id(run.kept["hold"]);
  const auto held = bureau.CallOf<Measures>(&Measures::Stub::GetMeasure, get, AsDirector());
  if (!held.ok()) return held.status();
  v1::ApproveHoldRequest request;
  request.set_measure_id(get.measure_id());
  request.set_etag(held->measure().etag());
  request.set_approved(true);
  request.set_document(absl::StrCat("approval of ", run.ref));
  request.set_reason("the refusal is on record");
  return bureau
      .CallOf<Measures>(&Measures::Stub::ApproveHold, request,
                        AsDirector(words.After("by", "director")))
      .status();
}

// The record of an inquiry, with a text in every field its template has.
absl::Status Inquire(Bureau& bureau, CaseRun& run, const Words&) {
  using Documents = v1::DocumentService;
  const auto types = bureau.CallOf<Documents>(&Documents::Stub::ListDocumentTypes,
                                              v1::ListDocumentTypesRequest(), AsOfficer());
  if (!types.ok()) return types.status();
  v1::IssueDocumentRequest request;
  request.set_type(v1::DOCUMENT_TYPE_INQUIRY_RECORD);
  request.set_case_id(run.case_id);
  for (const v1::HandField& field : types->types(request.type() - 1).fields()) {
    v1::FieldValue& value = *request.add_fields();
    value.set_name(field.name());
    value.set_value("as asked and answered");
  }
  return bureau.CallOf<Documents>(&Documents::Stub::IssueDocument, request, AsOfficer()).status();
}

// policy M202=POINTS M205=POINTS: the medical policy from today on, with other values.
absl::Status Policy(Bureau& bureau, CaseRun&, const Words& words) {
  using Policies = v1::PolicyService;
  const auto listed = bureau.CallOf<Policies>(&Policies::Stub::ListPolicies,
                                              v1::ListPoliciesRequest(), AsSupervisor());
  if (!listed.ok()) return listed.status();
  std::string before;
  for (const v1::PolicySummary& one : listed->policies()) {
    if (one.kind() == v1::SUBJECT_KIND_MEDICAL) before = one.sha256();
  }
  std::string text = ReadSourceFile("policies/medical.txtpb");
  for (const std::string code : {"M202", "M205"}) {
    const size_t item = text.find(absl::StrCat("code: \"", code, "\""));
    const size_t value = text.find("points: ", item);
    text.replace(value, 9, absl::StrCat("points: ", words.After(code)));
  }
  absl::StrReplaceAll(
      {{"effective_from: \"2020-01-01\"",
        absl::StrCat("effective_from: \"", bureau.Today(), "\"\nsupersedes: \"", before, "\"")}},
      &text);
  v1::PutPolicyRequest put;
  put.set_file_name("newer.txtpb");
  put.set_content(text);
  return bureau.CallOf<Policies>(&Policies::Stub::PutPolicy, put, AsSupervisor()).status();
}

// lock YEAR knew=SEQ: settlement tells of a locked run, and how far it knew the ledger.
absl::Status Lock(Bureau& bureau, CaseRun& run, const Words& words) {
  using Locks = v1::YearLockService;
  v1::RecordYearLockRequest request;
  request.set_year(static_cast<int32_t>(words.Number(0)));
  request.set_run_id(absl::StrCat("run of ", run.ref));
  int64_t knew = 0;
  if (!absl::SimpleAtoi(words.After("knew"), &knew)) {
    return absl::InvalidArgumentError("lock YEAR knew=SEQ");
  }
  request.set_known_seq(knew);
  rpc::CallOptions settlement;
  settlement.caller = rpc::ServiceCaller("settlement");
  return bureau.CallOf<Locks>(&Locks::Stub::RecordYearLock, request, settlement).status();
}

}  // namespace

const Verbs& ServiceVerbs() {
  static const Verbs verbs = {
      {"lead", Lead},       {"evidence", Evidence}, {"examine", Examine}, {"extend", Extend},
      {"exclude", Exclude}, {"announce", Announce}, {"tick", Tick},       {"hold", Hold},
      {"grant", Grant},     {"policy", Policy},     {"inquire", Inquire}, {"lock", Lock},
  };
  return verbs;
}

}  // namespace probity::scoring::year

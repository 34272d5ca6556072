#include "tests/services/scoring/support/case_client.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"

namespace probity::scoring {
namespace {

template <typename Request>
Request ForCase(const std::string& case_id) {
  Request request;
  request.set_case_id(case_id);
  return request;
}

template <typename Response>
Response Value(const absl::StatusOr<Response>& response) {
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : Response();
}

template <typename Request>
void FillService(Request& request, const std::string& served_date) {
  request.set_method(v1::SERVICE_METHOD_DIRECT);
  request.set_served_date(served_date);
  request.set_receipt("receipt 1");
}

}  // namespace

rpc::CallOptions AsOfficer() {
  return As({options::v1::ROLE_CASE_OFFICER}, "officer-a");
}
rpc::CallOptions AsSupervisor() {
  return As({options::v1::ROLE_SUPERVISOR}, "supervisor");
}
rpc::CallOptions AsDirector(const std::string& person) {
  return As({options::v1::ROLE_DIRECTOR}, person);
}
rpc::CallOptions AsReview() {
  rpc::CallOptions call_options;
  call_options.caller = rpc::ServiceCaller("review");
  return call_options;
}

v1::Finding FindingOf(int32_t item, const std::string& code, int64_t points,
                      const std::string& act_end) {
  v1::Finding finding;
  finding.set_item(item);
  finding.set_violation_code(code);
  finding.set_notified_points(points);
  finding.set_act_end_date(act_end);
  finding.set_act_ref(absl::StrCat("act ", item, " of ", code));
  finding.set_reason("as found");
  finding.set_facts("what was found");
  return finding;
}

v1::ShownCertificate CertificateOf(const std::string& person) {
  v1::ShownCertificate shown;
  shown.set_person(person);
  shown.set_name(person);
  shown.set_certificate_no(absl::StrCat("certificate of ", person));
  return shown;
}

CaseClient::CaseClient(ScoringServer& server)
    : procedure_(server),
      stub_(v1::CaseService::NewStub(server.channel())),
      screening_(v1::ScreeningService::NewStub(server.channel())),
      sheets_(v1::SheetService::NewStub(server.channel())) {}

v1::Case CaseClient::Open(const std::string& case_ref, const std::string& institution_id,
                          const std::vector<v1::Finding>& findings) {
  v1::OpenCaseRequest open;
  open.set_case_ref(case_ref);
  open.set_institution_id(institution_id);
  open.set_source(v1::CASE_SOURCE_SPOT_CHECK);
  AddOfficers(open, {"officer-a", "officer-b"});
  v1::Case file = Value(Call(&CaseStub::OpenCase, open, AsOfficer())).case_();
  for (const v1::Finding& finding : findings) {
    auto add = ForCase<v1::AddFindingRequest>(file.case_id());
    *add.mutable_finding() = finding;
    file = Value(Call(&CaseStub::AddFinding, add, AsOfficer())).case_();
  }
  return file;
}

v1::Case CaseClient::Notify(const std::string& case_id) {
  auto complete = ForCase<v1::CompleteInvestigationRequest>(case_id);
  complete.set_report("report 1");
  Value(Call(&CaseStub::CompleteInvestigation, complete, AsOfficer()));
  const auto prelim = ForCase<v1::IssuePreliminaryRequest>(case_id);
  const v1::Case file = Value(Call(&CaseStub::IssuePreliminary, prelim, AsSupervisor())).case_();
  auto notice = ForCase<v1::IssueNoticeRequest>(case_id);
  notice.set_etag(file.etag());
  return Value(CallPrepared(&CaseStub::IssueNotice, notice, AsSupervisor())).case_();
}

v1::Case CaseClient::Serve(const std::string& case_id, const std::string& served_date) {
  auto serve = ForCase<v1::RecordNoticeServiceRequest>(case_id);
  FillService(serve, served_date);
  return Value(CallPrepared(&CaseStub::RecordNoticeService, serve, AsOfficer())).case_();
}

v1::Case CaseClient::Object(const std::string& case_id, const std::string& defence) {
  auto object = ForCase<v1::FileObjectionRequest>(case_id);
  object.set_defence(defence);
  return Value(Call(&CaseStub::FileObjection, object, AsOfficer())).case_();
}

v1::Case CaseClient::Refer(const std::string& case_id) {
  const auto refer = ForCase<v1::ReferToReviewRequest>(case_id);
  const v1::Case referred = Value(Call(&CaseStub::ReferToReview, refer, AsSupervisor())).case_();
  return referred.attention() == "SHEET_RESIDUAL" ? SignSheet(case_id) : referred;
}

v1::Case CaseClient::SignSheet(const std::string& case_id) {
  auto sign = ForCase<v1::SignResidualSheetRequest>(case_id);
  sign.set_reason("a small register");
  Value(Send(*sheets_, &v1::SheetService::Stub::SignResidualSheet, sign, AsDirector()));
  return Get(case_id);
}

v1::Case CaseClient::Confirm(const std::string& case_id) {
  auto confirm = ForCase<v1::ConfirmCaseRequest>(case_id);
  confirm.set_etag(Get(case_id).etag());
  return Value(CallPrepared(&CaseStub::ConfirmCase, confirm, AsDirector())).case_();
}

v1::RecordDecisionServiceResponse CaseClient::Effect(const std::string& case_id,
                                                     const std::string& served_date) {
  auto serve = ForCase<v1::RecordDecisionServiceRequest>(case_id);
  FillService(serve, served_date);
  return Value(Call(&CaseStub::RecordDecisionService, serve, AsOfficer()));
}

v1::Case CaseClient::Get(const std::string& case_id) {
  const auto get = ForCase<v1::GetCaseRequest>(case_id);
  return Value(Call(&CaseStub::GetCase, get, AsSupervisor())).case_();
}

std::vector<v1::TimelineEntry> CaseClient::Timeline(const std::string& case_id) {
  const auto get = ForCase<v1::GetTimelineRequest>(case_id);
  const auto response = Value(Call(&CaseStub::GetTimeline, get, AsSupervisor()));
  return {response.entries().begin(), response.entries().end()};
}

v1::Case CaseClient::Served(const std::string& case_ref, const std::string& institution_id,
                            const std::vector<v1::Finding>& findings,
                            const std::string& served_date) {
  const v1::Case file = Open(case_ref, institution_id, findings);
  Notify(file.case_id());
  return Serve(file.case_id(), served_date);
}

v1::Case CaseClient::Referred(const std::string& case_ref, const std::string& institution_id,
                              const std::vector<v1::Finding>& findings,
                              const std::string& served_date) {
  const v1::Case file = Served(case_ref, institution_id, findings, served_date);
  Object(file.case_id(), "we see it otherwise");
  return Refer(file.case_id());
}

v1::TakeSheetsResponse CaseClient::Take(const std::string& round_id, int32_t max_cases) {
  v1::TakeSheetsRequest take;
  take.set_round_id(round_id);
  take.set_kind(v1::ROUND_KIND_FIRST);
  take.set_max_cases(max_cases);
  take.set_small_round_reason("few cases");
  return Value(Screen(&ScreeningStub::TakeSheets, take));
}

v1::DeliverVerdictsRequest CaseClient::Delivery(const std::string& round_id,
                                                const std::vector<v1::DeliveredVerdict>& verdicts) {
  v1::DeliverVerdictsRequest deliver;
  deliver.set_round_id(round_id);
  for (const v1::DeliveredVerdict& verdict : verdicts) *deliver.add_verdicts() = verdict;
  deliver.set_transcript("{}");
  deliver.set_transcript_sha256(crypto::Hex(crypto::Sha256("{}")));
  deliver.mutable_audit_head()->set_seq(9);
  deliver.mutable_audit_head()->set_hash(std::string(32, 'h'));
  return deliver;
}

int CaseClient::Replay() {
  int different = 0;
  // The replays are sent past Send, so the list does not grow meanwhile.
  for (const auto& again : again_) different += again() ? 0 : 1;
  return different;
}

v1::DeliveredVerdict Verdict(const std::string& token,
                             const std::vector<v1::DeliveredFinding>& findings, bool no_quorum) {
  v1::DeliveredVerdict verdict;
  verdict.set_case_token(token);
  verdict.set_nonce(std::string(16, 'n'));
  verdict.set_no_quorum(no_quorum);
  for (const v1::DeliveredFinding& finding : findings) *verdict.add_findings() = finding;
  return verdict;
}

v1::DeliveredFinding Upheld(int64_t points) {
  v1::DeliveredFinding finding;
  finding.set_verdict(v1::FINDING_VERDICT_UPHELD);
  finding.set_points(points);
  finding.add_reason_codes("R01");
  return finding;
}

v1::DeliveredFinding NotUpheld() {
  v1::DeliveredFinding finding;
  finding.set_verdict(v1::FINDING_VERDICT_NOT_UPHELD);
  finding.add_reason_codes("R02");
  return finding;
}

v1::DeliveredFinding Remanded(const std::vector<std::string>& codes) {
  v1::DeliveredFinding finding;
  finding.set_verdict(v1::FINDING_VERDICT_REMANDED);
  for (const std::string& code : codes) finding.add_reason_codes(code);
  return finding;
}

std::string Round(char digit) {
  return std::string(32, digit);
}

}  // namespace probity::scoring

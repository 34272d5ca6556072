// A service with the shipped policies for persons, two hospitals, and calls in every role.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_PERSONS_PERSONS_WORLD_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_PERSONS_PERSONS_WORLD_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "probity/scoring/v1/agreement_service.grpc.pb.h"
#include "probity/scoring/v1/archive_service.grpc.pb.h"
#include "probity/scoring/v1/clock_service.grpc.pb.h"
#include "probity/scoring/v1/insured_service.grpc.pb.h"
#include "probity/scoring/v1/ledger_service.grpc.pb.h"
#include "probity/scoring/v1/person_service.grpc.pb.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {

using Day = absl::CivilDay;
using PersonStub = v1::PersonService::Stub;
using AgreementStub = v1::AgreementService::Stub;
using InsuredStub = v1::InsuredService::Stub;
using ArchiveStub = v1::ArchiveService::Stub;

inline v1::Person Doctor(const std::string& id, const std::string& at = "M001") {
  v1::Person person;
  person.set_person_id(id);
  person.set_licence_no("L-" + id);
  person.set_name("示例医师");
  person.set_profession(v1::PROFESSION_PHYSICIAN);
  v1::Employment& one = *person.add_employments();
  one.set_institution_id(at);
  one.set_from_date("2025-01-01");
  one.set_main_site(true);
  return person;
}

inline v1::PersonLine AskedLine(const std::string& code,
                                ::probity::policy::v1::Responsibility responsibility,
                                int32_t finding_item = 1) {
  v1::PersonLine line;
  line.set_item(finding_item);
  line.set_finding_item(finding_item);
  line.set_code(code);
  line.set_responsibility(responsibility);
  line.set_reason("signed the prescriptions");
  return line;
}

class PersonsWorld {
 public:
  explicit PersonsWorld(const std::string& engine) : server_(Day(2026, 2, 12), engine) {
    server_.PutShippedPolicies();
    const auto policies = v1::PolicyService::NewStub(server_.channel());
    v1::PutPolicyRequest put;
    put.set_request_id(NewRequestId());
    put.set_file_name("person.txtpb");
    put.set_content(ReadSourceFile("policies/person.txtpb"));
    const auto done =
        rpc::Invoke(*policies, &v1::PolicyService::Stub::PutPolicy, put, AsSupervisor());
    EXPECT_TRUE(done.ok()) << done.status();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002", "M003"});
  }

  ScoringServer& server() { return server_; }
  CaseClient& cases() { return cases_; }
  PersonStub& persons() { return *persons_; }
  AgreementStub& agreements() { return *agreements_; }
  InsuredStub& insured() { return *insured_; }
  ArchiveStub& archive() { return *archive_; }

  // One call; a mutation gets a request_id.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                Request request, const rpc::CallOptions& options) {
    if constexpr (requires { request.set_request_id(""); }) {
      if (request.request_id().empty()) request.set_request_id(NewRequestId());
    }
    return rpc::Invoke(stub, method, request, options);
  }

  void Hire(const v1::Person& person) {
    v1::RegisterPersonRequest request;
    *request.mutable_person() = person;
    const auto done = Call(*persons_, &PersonStub::RegisterPerson, request, AsSupervisor());
    EXPECT_TRUE(done.ok()) << done.status();
  }

  absl::Status Employ(const std::string& person_id, const std::string& at, const std::string& from,
                      const std::string& to = "") {
    v1::SetEmploymentRequest request;
    request.set_person_id(person_id);
    request.mutable_employment()->set_institution_id(at);
    request.mutable_employment()->set_from_date(from);
    request.mutable_employment()->set_to_date(to);
    return Call(*persons_, &PersonStub::SetEmployment, request, AsSupervisor()).status();
  }

  // A case of M001 about one breach, from its lead to the decision in force, `today`.
  v1::Case InForce(const std::string& case_ref, const std::string& act_end, Day served, Day decided,
                   const std::string& code = "M201") {
    server_.clock().Set(served);
    v1::Finding finding = FindingOf(1, code, 3, act_end);
    finding.set_act_ref("act of " + case_ref);
    const v1::Case file = cases_.Served(case_ref, "M001", {finding}, absl::FormatCivilTime(served));
    server_.clock().Set(decided);
    cases_.Confirm(file.case_id());
    return cases_.Effect(file.case_id(), absl::FormatCivilTime(decided)).case_();
  }

  v1::ProposePersonEntriesRequest Proposal(const std::string& case_id, const std::string& person_id,
                                           const std::vector<v1::PersonLine>& lines,
                                           v1::Sanction sanction = v1::SANCTION_AGREEMENT) {
    v1::ProposePersonEntriesRequest request;
    request.set_case_id(case_id);
    request.set_sanction(sanction);
    request.set_sanction_document("示例〔2026〕1号");
    v1::ProposedPerson& person = *request.add_persons();
    person.set_person_id(person_id);
    for (const v1::PersonLine& line : lines) *person.add_lines() = line;
    return request;
  }
  absl::StatusOr<v1::ProposePersonEntriesResponse> Propose(
      const v1::ProposePersonEntriesRequest& request) {
    return Call(*persons_, &PersonStub::ProposePersonEntries, request, AsOfficer());
  }

  absl::StatusOr<v1::RecordPersonNoticeServiceResponse> Notify(const std::string& scoring_id,
                                                               const std::string& served) {
    v1::RecordPersonNoticeServiceRequest request;
    request.set_scoring_id(scoring_id);
    Fill(*request.mutable_service(), served);
    return Call(*persons_, &PersonStub::RecordPersonNoticeService, request, AsOfficer());
  }

  absl::StatusOr<v1::ConfirmPersonEntriesResponse> Confirm(
      v1::ConfirmPersonEntriesRequest request, const std::string& director = "director") {
    if (request.etag().empty()) request.set_etag(Scoring(request.scoring_id()).etag());
    return Call(*persons_, &PersonStub::ConfirmPersonEntries, request, AsDirector(director));
  }

  absl::StatusOr<v1::RecordPersonDecisionServiceResponse> Effect(const std::string& scoring_id,
                                                                 const std::string& served) {
    v1::RecordPersonDecisionServiceRequest request;
    request.set_scoring_id(scoring_id);
    Fill(*request.mutable_service(), served);
    return Call(*persons_, &PersonStub::RecordPersonDecisionService, request, AsOfficer());
  }

  // Proposed, notified, waived, decided and served, all today.
  v1::RecordPersonDecisionServiceResponse Score(const v1::ProposePersonEntriesRequest& proposal,
                                                int32_t months = 0) {
    const std::string today = absl::FormatCivilTime(
        absl::ToCivilDay(server_.clock().Now(), absl::FixedTimeZone(8 * 60 * 60)));
    v1::ProposePersonEntriesRequest told = proposal;
    told.mutable_persons(0)->set_suspend_months(months);
    const auto proposed = Propose(told);
    EXPECT_TRUE(proposed.ok()) << proposed.status();
    if (!proposed.ok()) return {};
    const std::string id = proposed->scorings(0).scoring_id();
    const auto notified = Notify(id, today);
    EXPECT_TRUE(notified.ok()) << notified.status();
    v1::ConfirmPersonEntriesRequest confirm;
    confirm.set_scoring_id(id);
    confirm.set_waiver("waiver 1");
    confirm.set_suspend_months(months);
    if (months > 0) confirm.set_suspend_reason("as usual for such cases");
    const auto confirmed = Confirm(confirm);
    EXPECT_TRUE(confirmed.ok()) << confirmed.status();
    const auto effect = Effect(id, today);
    EXPECT_TRUE(effect.ok()) << effect.status();
    return effect.value_or(v1::RecordPersonDecisionServiceResponse());
  }

  // The running clocks of the scoring as the officer's list shows them: "key until".
  std::vector<std::string> Due(const std::string& scoring_id) {
    v1::ListDueRequest request;
    request.set_officer("officer-a");
    const auto got = rpc::Invoke(*clocks_, &v1::ClockService::Stub::ListDue, request, AsOfficer());
    EXPECT_TRUE(got.ok()) << got.status();
    std::vector<std::string> due;
    if (!got.ok()) return due;
    for (const v1::ClockView& one : got->clocks()) {
      if (one.clock().subject_kind() != v1::CLOCK_SUBJECT_KIND_PERSON) continue;
      if (one.clock().subject_id() == scoring_id) {
        due.push_back(one.clock().key() + " " + one.last_date());
      }
    }
    return due;
  }

  v1::PersonScoring Scoring(const std::string& scoring_id) {
    v1::GetPersonScoringRequest request;
    request.set_scoring_id(scoring_id);
    const auto got = Call(*persons_, &PersonStub::GetPersonScoring, request, AsSupervisor());
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->scoring() : v1::PersonScoring();
  }

  v1::Person Get(const std::string& person_id, const std::string& date = "",
                 const rpc::CallOptions& as = AsSupervisor()) {
    v1::GetPersonRequest request;
    request.set_person_id(person_id);
    request.set_date(date);
    const auto got = Call(*persons_, &PersonStub::GetPerson, request, as);
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->person() : v1::Person();
  }

  // The institution's decision revoked by two persons.
  void Revoke(const std::string& case_id) {
    v1::ReverseDecisionRequest ask;
    ask.set_case_id(case_id);
    ask.set_reason("the court revoked it");
    ask.set_document("judgment 1");
    ask.set_etag(cases_.Get(case_id).etag());
    const auto asked = cases_.Call(&CaseStub::ReverseDecision, ask, AsDirector("director"));
    EXPECT_TRUE(asked.ok()) << asked.status();
    v1::ApproveReversalRequest approve;
    approve.set_case_id(case_id);
    approve.set_etag(cases_.Get(case_id).etag());
    approve.set_reason("核对判决无误，同意撤销。");
    const auto approved = cases_.Call(&CaseStub::ApproveReversal, approve, AsDirector("deputy"));
    EXPECT_TRUE(approved.ok()) << approved.status();
  }

 private:
  static void Fill(v1::PersonDocumentService& service, const std::string& served) {
    service.set_method(v1::SERVICE_METHOD_DIRECT);
    service.set_served_date(served);
    service.set_receipt("receipt 1");
  }

  ScoringServer server_;
  CaseClient cases_{server_};
  std::unique_ptr<v1::ClockService::Stub> clocks_ = v1::ClockService::NewStub(server_.channel());
  std::unique_ptr<PersonStub> persons_ = v1::PersonService::NewStub(server_.channel());
  std::unique_ptr<AgreementStub> agreements_ = v1::AgreementService::NewStub(server_.channel());
  std::unique_ptr<InsuredStub> insured_ = v1::InsuredService::NewStub(server_.channel());
  std::unique_ptr<ArchiveStub> archive_ = v1::ArchiveService::NewStub(server_.channel());
};

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_PERSONS_PERSONS_WORLD_H_

// A case through the service as the acts beside its steps see it: what the tests of those share.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_PROCEDURE_PROCEDURE_WORLD_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_PROCEDURE_PROCEDURE_WORLD_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {

class ProcedureWorld : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
  }

  // 18 points: suspended for a month.
  static std::vector<v1::Finding> Heavy() {
    return {FindingOf(1, "M301", 12), FindingOf(2, "M204", 6)};
  }

  template <typename Request>
  static Request Of(const std::string& case_id) {
    Request request;
    request.set_case_id(case_id);
    return request;
  }

  std::string TryNotice(const std::string& case_id) {
    auto notice = Of<v1::IssueNoticeRequest>(case_id);
    notice.set_etag(client_.Get(case_id).etag());
    return Outcome(client_.Call(&CaseStub::IssueNotice, notice, AsSupervisor()).status());
  }

  std::string TryConfirm(const std::string& case_id) {
    auto confirm = Of<v1::ConfirmCaseRequest>(case_id);
    confirm.set_etag(client_.Get(case_id).etag());
    return Outcome(client_.Call(&CaseStub::ConfirmCase, confirm, AsDirector()).status());
  }

  // The outcome of an act, without the failing of ProcedureClient's own.
  template <typename Request, typename Response>
  std::string Try(grpc::Status (ProcedureStub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                  const Request& request, const rpc::CallOptions& as) {
    return Outcome(acts().Call(method, request, as).status());
  }

  std::string TryRequestHearing(const std::string& case_id, const rpc::CallOptions& as) {
    return Try(&ProcedureStub::RequestHearing, Of<v1::RequestHearingRequest>(case_id), as);
  }

  // A heavy case before its notice.
  v1::Case Prelim(const std::string& case_ref = "c1") {
    const v1::Case file = client_.Open(case_ref, "M001", Heavy());
    auto complete = Of<v1::CompleteInvestigationRequest>(file.case_id());
    complete.set_report("report 1");
    EXPECT_TRUE(client_.Call(&CaseStub::CompleteInvestigation, complete, AsOfficer()).ok());
    const auto prelim =
        client_.Call(&CaseStub::IssuePreliminary, Of<v1::IssuePreliminaryRequest>(file.case_id()),
                     AsSupervisor());
    EXPECT_TRUE(prelim.ok()) << prelim.status();
    return prelim->case_();
  }

  // A light case in effect and executed, ready to be closed but for its checklist.
  v1::Case Executed() {
    const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
    server_.clock().Set(absl::CivilDay(2026, 2, 27));
    client_.Confirm(served.case_id());
    client_.Effect(served.case_id(), "2026-02-27");
    auto execution = Of<v1::RecordExecutionRequest>(served.case_id());
    execution.set_executed_date("2026-02-27");
    execution.set_document("execution 1");
    const auto executed = client_.Call(&CaseStub::RecordExecution, execution, AsOfficer());
    EXPECT_TRUE(executed.ok()) << executed.status();
    return executed->case_();
  }

  std::string TryClose(const std::string& case_id) {
    auto close = Of<v1::CloseCaseRequest>(case_id);
    close.set_report("closing 1");
    const auto closed = client_.Call(&CaseStub::CloseCase, close, AsOfficer());
    const RefusalDetail detail = DetailOf(closed.status());
    const auto open = detail.metadata.find("open");
    return Outcome(closed.status()) + (open == detail.metadata.end() ? "" : " " + open->second);
  }

  v1::CaseRecord Transfer(const std::string& case_id, const std::string& date) {
    auto transfer = Of<v1::TransferCaseRequest>(case_id);
    transfer.set_authority(v1::AUTHORITY_POLICE);
    transfer.set_document_no("letter 1");
    transfer.set_handed_over_date(date);
    transfer.set_reason("suspected fraud");
    const auto saved = acts().Call(&ProcedureStub::TransferCase, transfer, AsSupervisor());
    EXPECT_TRUE(saved.ok()) << saved.status();
    return saved->record();
  }

  std::vector<v1::OpenTransfer> OpenTransfers() {
    std::vector<v1::OpenTransfer> all;
    v1::ListOpenTransfersRequest request;
    request.set_page_size(1);
    do {
      const auto page = acts().Call(&ProcedureStub::ListOpenTransfers, request, AsSupervisor());
      EXPECT_TRUE(page.ok()) << page.status();
      all.insert(all.end(), page->transfers().begin(), page->transfers().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  ProcedureClient& acts() { return client_.procedure(); }

  ScoringServer server_{absl::CivilDay(2026, 2, 12)};
  CaseClient client_{server_};
};

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_PROCEDURE_PROCEDURE_WORLD_H_

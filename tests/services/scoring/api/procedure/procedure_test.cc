// A heavy case through the service: what the notice, the decision and the closing wait for, and the
// acts that clear the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/store/cases/officers.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class ProcedureTest : public ::testing::Test {
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
    server_.clock().Set(Day(2026, 2, 27));
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

  ScoringServer server_{Day(2026, 2, 12)};
  CaseClient client_{server_};
};

TEST_F(ProcedureTest, AHeavyNoticeTellsTheRightToAHearing) {
  const std::string id = Prelim().case_id();
  EXPECT_EQ(TryNotice(id), "FAILED_PRECONDITION/G10_HEARING_RIGHT");
  EXPECT_EQ(client_.Get(id).state(), v1::CASE_STATE_PRELIM) << "the step left no trace";
  acts().TellHearingRight(id);
  EXPECT_EQ(TryNotice(id), "OK");
  EXPECT_EQ(acts().Checklist(id).measure(), v1::CASE_MEASURE_SUSPENSION);
  const v1::Case light = client_.Open("c2", "M002", {FindingOf(1, "M204", 6)});
  client_.Notify(light.case_id());
  EXPECT_EQ(acts().Checklist(light.case_id()).measure(), v1::CASE_MEASURE_UNSPECIFIED);
}

TEST_F(ProcedureTest, AHeavyDecisionWaitsForWindowReviewAndDiscussion) {
  const std::string id = client_.Served("c1", "M001", Heavy(), "2026-02-12").case_id();
  EXPECT_EQ(acts().Checklist(id).hearing_deadline_date(), "2026-02-26");
  auto waiver = Of<v1::RecordWaiverRequest>(id);
  waiver.set_waiver("waiver 1");
  ASSERT_TRUE(client_.Call(&CaseStub::RecordWaiver, waiver, AsOfficer()).ok());
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G10_HEARING_FIRST")
      << "who does not object may still ask to be heard";
  server_.clock().Set(Day(2026, 2, 26));
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G10_HEARING_FIRST") << "the last day";
  server_.clock().Set(Day(2026, 2, 27));
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G11_LEGAL_REVIEW");
  acts().Review(id, v1::REVIEW_OPINION_RETURN);
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G11_LEGAL_REVIEW") << "returned";
  acts().Review(id);
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G12_COLLECTIVE_DISCUSSION");
  acts().Discuss(id);
  EXPECT_EQ(TryConfirm(id), "OK");
}

TEST_F(ProcedureTest, ALoweredDecisionNeedsNoMoreThanItBrings) {
  const std::string id = client_.Served("c1", "M001", Heavy(), "2026-02-12").case_id();
  server_.clock().Set(Day(2026, 2, 27));
  auto confirm = Of<v1::ConfirmCaseRequest>(id);
  confirm.set_etag(client_.Get(id).etag());
  v1::FinalPoints& lowered = *confirm.add_lowered();
  lowered.set_item(2);
  lowered.set_points(5);
  confirm.set_reason("repaired");
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::ConfirmCase, confirm, AsDirector()).status()), "OK")
      << "17 points do not suspend";
}

TEST_F(ProcedureTest, PointsThatAreOpenElsewhereMakeANoticeHeavy) {
  client_.Served("c1", "M001", {FindingOf(1, "M301", 12)}, "2026-02-12");
  const v1::Case second = client_.Open("c2", "M001", {FindingOf(1, "M204", 6)});
  auto complete = Of<v1::CompleteInvestigationRequest>(second.case_id());
  complete.set_report("report 1");
  ASSERT_TRUE(client_.Call(&CaseStub::CompleteInvestigation, complete, AsOfficer()).ok());
  ASSERT_TRUE(client_
                  .Call(&CaseStub::IssuePreliminary,
                        Of<v1::IssuePreliminaryRequest>(second.case_id()), AsSupervisor())
                  .ok());
  EXPECT_EQ(TryNotice(second.case_id()), "FAILED_PRECONDITION/G10_HEARING_RIGHT")
      << "12 open and 6 reach [18,24)";
}

TEST_F(ProcedureTest, ThePartyAsksForItsHearingInTime) {
  const std::string id = client_.Served("c1", "M001", Heavy(), "2026-02-12").case_id();
  EXPECT_EQ(TryRequestHearing(id, AsInstitution("M002")), "PERMISSION_DENIED/NOT_YOURS");
  server_.clock().Set(Day(2026, 2, 26));
  EXPECT_EQ(TryRequestHearing(id, AsInstitution("M001")), "OK") << "the last day";
  EXPECT_EQ(TryRequestHearing(id, AsOfficer()), "ALREADY_EXISTS/ALREADY_EXISTS");
  const std::string late = client_.Served("c2", "M002", Heavy(), "2026-02-26").case_id();
  server_.clock().Set(Day(2026, 3, 5));
  EXPECT_EQ(TryRequestHearing(late, AsInstitution("M002")),
            "FAILED_PRECONDITION/G10_REQUEST_TOO_LATE")
      << "the make-up Saturday 02-28 counts: the window ended on 03-04";
  auto paper = Of<v1::RequestHearingRequest>(late);
  paper.set_received_date("2026-03-04");
  EXPECT_EQ(Try(&ProcedureStub::RequestHearing, paper, AsInstitution("M002")),
            "INVALID_ARGUMENT/BAD_REQUEST")
      << "a party does not date its own request";
  EXPECT_EQ(Try(&ProcedureStub::RequestHearing, paper, AsOfficer()), "OK")
      << "received in time, recorded a day later";
}

TEST_F(ProcedureTest, AHearingIsCalledHeldAndReviewedBeforeTheDecision) {
  const std::string id = client_.Served("c1", "M001", Heavy(), "2026-02-12").case_id();
  server_.clock().Set(Day(2026, 2, 13));
  ASSERT_EQ(TryRequestHearing(id, AsInstitution("M001")), "OK");
  auto call = Of<v1::NotifyHearingRequest>(id);
  call.set_document_no("call 1");
  call.set_served_date("2026-02-13");
  call.set_hearing_date("2026-02-28");  // 02-14, 02-24..02-28: six workdays
  call.set_place("room 1");
  call.set_host("supervisor");
  EXPECT_EQ(Try(&ProcedureStub::NotifyHearing, call, AsSupervisor()),
            "FAILED_PRECONDITION/G10_NOTICE_TOO_SHORT");
  call.set_hearing_date("2026-03-02");
  call.set_host("officer-b");
  EXPECT_EQ(Try(&ProcedureStub::NotifyHearing, call, AsSupervisor()),
            "PERMISSION_DENIED/G10_HOST_INVESTIGATED");
  call.set_host("supervisor");
  EXPECT_EQ(Try(&ProcedureStub::NotifyHearing, call, AsSupervisor()), "OK");
  server_.clock().Set(Day(2026, 2, 27));
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G10_HEARING_FIRST");
  acts().Review(id);
  auto held = Of<v1::RecordHearingRequest>(id);
  held.set_outcome(v1::HEARING_OUTCOME_HELD);
  held.set_held_date("2026-03-02");
  held.set_record_no("record 1");
  held.set_report_no("hearing report 1");
  held.set_recorder("clerk");
  EXPECT_EQ(Try(&ProcedureStub::RecordHearing, held, AsSupervisor()),
            "FAILED_PRECONDITION/DATE_INVALID")
      << "three days early";
  server_.clock().Set(Day(2026, 3, 2));
  EXPECT_EQ(Try(&ProcedureStub::RecordHearing, held, AsSupervisor()), "OK");
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G11_LEGAL_REVIEW")
      << "the opinion was given before the hearing";
  acts().Review(id);
  acts().Discuss(id);
  EXPECT_EQ(TryConfirm(id), "OK");
}

TEST_F(ProcedureTest, AnOfficerWhoStandsDownIsReplacedAndStaysOut) {
  server_.Change([](sql::Tx& tx) {
    return InsertOfficers(tx, "demo",
                          {{"insider", "insider", "certificate of insider", "M001", Day(2000, 1, 1),
                            Day(2099, 12, 31)}},
                          0);
  });
  const std::string id = client_.Open("c1", "M001", {FindingOf(1, "M204", 6)}).case_id();
  const rpc::CallOptions officer_b = As({options::v1::ROLE_CASE_OFFICER}, "officer-b");
  auto recuse = Of<v1::RecuseOfficerRequest>(id);
  recuse.set_reason("kin in the hospital");
  EXPECT_EQ(Try(&ProcedureStub::RecuseOfficer, recuse, officer_b),
            "FAILED_PRECONDITION/G1_TWO_OFFICERS");
  recuse.set_replacement("stranger");
  EXPECT_EQ(Try(&ProcedureStub::RecuseOfficer, recuse, officer_b),
            "FAILED_PRECONDITION/G1_CERTIFICATE_INVALID");
  recuse.set_replacement("insider");
  EXPECT_EQ(Try(&ProcedureStub::RecuseOfficer, recuse, officer_b),
            "FAILED_PRECONDITION/G1_CERTIFICATE_NOT_SHOWN");
  *recuse.mutable_certificate() = CertificateOf("officer-c");
  EXPECT_EQ(Try(&ProcedureStub::RecuseOfficer, recuse, officer_b),
            "FAILED_PRECONDITION/G1_CERTIFICATE_MISMATCH")
      << "another's";
  *recuse.mutable_certificate() = CertificateOf("insider");
  EXPECT_EQ(Try(&ProcedureStub::RecuseOfficer, recuse, officer_b),
            "FAILED_PRECONDITION/G2_RECUSED");
  *recuse.mutable_certificate() = CertificateOf("officer-c");
  recuse.set_replacement("officer-c");
  EXPECT_EQ(
      Try(&ProcedureStub::RecuseOfficer, recuse, As({options::v1::ROLE_CASE_OFFICER}, "officer-1")),
      "PERMISSION_DENIED/NOT_AN_OFFICER_OF_THE_CASE");
  EXPECT_EQ(Try(&ProcedureStub::RecuseOfficer, recuse, officer_b), "OK");
  EXPECT_THAT(client_.Get(id).officers(), ElementsAre("officer-a", "officer-c"));
  auto add = Of<v1::AddFindingRequest>(id);
  *add.mutable_finding() = FindingOf(2, "M204", 6);
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::AddFinding, add, officer_b).status()),
            "PERMISSION_DENIED/NOT_AN_OFFICER_OF_THE_CASE");
  auto complete = Of<v1::CompleteInvestigationRequest>(id);
  complete.set_report("report 1");
  ASSERT_EQ(Outcome(client_.Call(&CaseStub::CompleteInvestigation, complete, AsOfficer()).status()),
            "OK");
  EXPECT_EQ(Outcome(client_
                        .Call(&CaseStub::IssuePreliminary, Of<v1::IssuePreliminaryRequest>(id),
                              As({options::v1::ROLE_SUPERVISOR}, "officer-b"))
                        .status()),
            "PERMISSION_DENIED/OFFICER_OF_THE_CASE")
      << "who stood down investigated nonetheless";
  v1::OpenCaseRequest open;
  open.set_case_ref("c2");
  open.set_institution_id("M001");
  open.set_source(v1::CASE_SOURCE_SPOT_CHECK);
  AddOfficers(open, {"officer-a", "insider"});
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::OpenCase, open, AsOfficer()).status()),
            "FAILED_PRECONDITION/G2_RECUSED")
      << "an inspector of the inspected unit is always out";
  open.set_institution_id("M002");
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::OpenCase, open, AsOfficer()).status()), "OK");
}

TEST_F(ProcedureTest, TheHeadRulesOnThePartysApplicationBeforeTheDecision) {
  const std::string id =
      client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12").case_id();
  auto apply = Of<v1::ApplyForRecusalRequest>(id);
  apply.set_officer("officer-a");
  apply.set_reason("holds shares");
  EXPECT_EQ(Try(&ProcedureStub::ApplyForRecusal, apply, AsInstitution("M002")),
            "PERMISSION_DENIED/NOT_YOURS");
  const auto applied = acts().Call(&ProcedureStub::ApplyForRecusal, apply, AsInstitution("M001"));
  ASSERT_TRUE(applied.ok()) << applied.status();
  server_.clock().Set(Day(2026, 2, 27));
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G2_APPLICATION_OPEN");
  auto rule = Of<v1::RuleOnRecusalRequest>(id);
  rule.set_application(applied->record().seq());
  rule.set_ruling(v1::RULING_GRANTED);
  rule.set_reason("so it is");
  EXPECT_EQ(Try(&ProcedureStub::RuleOnRecusal, rule, AsDirector()),
            "FAILED_PRECONDITION/G1_TWO_OFFICERS");
  rule.set_replacement("officer-c");
  EXPECT_EQ(Try(&ProcedureStub::RuleOnRecusal, rule, AsDirector()),
            "FAILED_PRECONDITION/G1_CERTIFICATE_NOT_SHOWN");
  *rule.mutable_certificate() = CertificateOf("officer-c");
  EXPECT_EQ(Try(&ProcedureStub::RuleOnRecusal, rule, AsDirector()), "OK");
  EXPECT_THAT(client_.Get(id).officers(), ElementsAre("officer-b", "officer-c"));
  auto confirm = Of<v1::ConfirmCaseRequest>(id);
  confirm.set_etag(client_.Get(id).etag());
  EXPECT_EQ(TryConfirm(id), "OK");
}

TEST_F(ProcedureTest, EveryGroundIsAnsweredAndAdoptedBeforeTheDecision) {
  const std::string id =
      client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12").case_id();
  auto file = Of<v1::FileGroundsRequest>(id);
  file.add_grounds()->set_text("the patient stayed");
  v1::ObjectionGround& second = *file.add_grounds();
  second.set_text("the nights were counted twice");
  second.add_evidence("ward log 7");
  const auto filed = acts().Call(&ProcedureStub::FileGrounds, file, AsInstitution("M001"));
  ASSERT_TRUE(filed.ok()) << filed.status();
  ASSERT_THAT(filed->records(), SizeIs(2));
  server_.clock().Set(Day(2026, 2, 27));
  EXPECT_EQ(Try(&ProcedureStub::FileGrounds, file, AsInstitution("M001")),
            "FAILED_PRECONDITION/OUTSIDE_OBJECTION_WINDOW");
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G9_GROUND_UNANSWERED");
  auto answer = Of<v1::AnswerGroundRequest>(id);
  answer.set_ground(filed->records(0).seq());
  answer.set_outcome(v1::GROUND_OUTCOME_NOT_SUSTAINED);
  answer.set_reason("the bed was empty");
  EXPECT_EQ(Try(&ProcedureStub::AnswerGround, answer, AsSupervisor()), "OK");
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G9_GROUND_UNANSWERED") << "one of two";
  answer.set_ground(filed->records(1).seq());
  answer.set_outcome(v1::GROUND_OUTCOME_SUSTAINED);
  answer.add_items(1);
  EXPECT_EQ(Try(&ProcedureStub::AnswerGround, answer, AsSupervisor()),
            "FAILED_PRECONDITION/G9_EVIDENCE_NOT_ADOPTED")
      << "sustained, but the log is not taken over";
  answer.add_adopted("ward log 7");
  EXPECT_EQ(Try(&ProcedureStub::AnswerGround, answer, AsSupervisor()), "OK");
  EXPECT_EQ(TryConfirm(id), "FAILED_PRECONDITION/G9_EVIDENCE_NOT_ADOPTED")
      << "the finding would stay as notified";
  auto confirm = Of<v1::ConfirmCaseRequest>(id);
  confirm.set_etag(client_.Get(id).etag());
  v1::FinalPoints& lowered = *confirm.add_lowered();
  lowered.set_item(1);
  lowered.set_points(3);
  confirm.set_reason("half the nights");
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::ConfirmCase, confirm, AsDirector()).status()), "OK");
}

TEST_F(ProcedureTest, ACaseIsClosedWhenItsChecklistIsComplete) {
  const std::string id = Executed().case_id();
  EXPECT_FALSE(acts().Checklist(id).may_close());
  EXPECT_EQ(TryClose(id), "FAILED_PRECONDITION/CHECKLIST_INCOMPLETE PUBLICITY");
  auto publicity = Of<v1::RecordPublicityRequest>(id);
  publicity.set_fact(v1::PUBLICITY_FACT_PUBLISHED);
  EXPECT_EQ(Try(&ProcedureStub::RecordPublicity, publicity, AsOfficer()),
            "INVALID_ARGUMENT/BAD_REQUEST")
      << "a publication has a number";
  publicity.set_document_no("publication 1");
  EXPECT_EQ(Try(&ProcedureStub::RecordPublicity, publicity, AsOfficer()), "OK");
  EXPECT_TRUE(acts().Checklist(id).may_close());
  EXPECT_EQ(TryClose(id), "OK");
  EXPECT_EQ(Try(&ProcedureStub::RecordPublicity, publicity, AsOfficer()),
            "FAILED_PRECONDITION/CASE_FILE_CLOSED")
      << "a closed file takes no new record";
}

TEST_F(ProcedureTest, ATouchedRecordKeepsACaseOpen) {
  const std::string id = Executed().case_id();
  auto publicity = Of<v1::RecordPublicityRequest>(id);
  publicity.set_fact(v1::PUBLICITY_FACT_NOT_PUBLISHED);
  publicity.set_reason("a minor concerned");
  ASSERT_EQ(Try(&ProcedureStub::RecordPublicity, publicity, AsOfficer()), "OK");
  server_.Change([](sql::Tx& tx) {
    return tx.Execute("UPDATE case_record SET actor = 'x' WHERE seq = 1", {}).status();
  });
  EXPECT_EQ(TryClose(id), "FAILED_PRECONDITION/CHECKLIST_INCOMPLETE STEPS_RECORDED");
}

TEST_F(ProcedureTest, ATransferIsTrackedUntilItIsAnswered) {
  const std::string id = Executed().case_id();
  auto publicity = Of<v1::RecordPublicityRequest>(id);
  publicity.set_fact(v1::PUBLICITY_FACT_PUBLISHED);
  publicity.set_document_no("publication 1");
  ASSERT_EQ(Try(&ProcedureStub::RecordPublicity, publicity, AsOfficer()), "OK");
  const v1::CaseRecord first = Transfer(id, "2026-02-27");
  EXPECT_EQ(first.due_date(), "2026-03-30") << "30 days end on Sunday 03-29";
  const v1::CaseRecord second = Transfer(id, "2026-02-27");
  EXPECT_EQ(TryClose(id), "FAILED_PRECONDITION/TRANSFER_OPEN");
  server_.clock().Set(Day(2026, 3, 30));
  ASSERT_THAT(OpenTransfers(), SizeIs(2));
  EXPECT_FALSE(OpenTransfers()[0].overdue()) << "the last day";
  server_.clock().Set(Day(2026, 3, 31));
  EXPECT_TRUE(OpenTransfers()[0].overdue());
  auto receipt = Of<v1::RecordTransferReceiptRequest>(id);
  receipt.set_transfer(first.seq());
  receipt.set_receipt_no("receipt 1");
  receipt.set_received_date("2026-02-26");
  EXPECT_EQ(Try(&ProcedureStub::RecordTransferReceipt, receipt, AsOfficer()),
            "FAILED_PRECONDITION/DATE_INVALID")
      << "received before it was handed over";
  receipt.set_received_date("2026-02-27");
  EXPECT_EQ(Try(&ProcedureStub::RecordTransferReceipt, receipt, AsOfficer()), "OK");
  EXPECT_TRUE(OpenTransfers()[0].received());
  auto answer = Of<v1::RecordTransferAnswerRequest>(id);
  answer.set_transfer(first.seq());
  answer.set_answer(v1::TRANSFER_ANSWER_ACCEPTED);
  answer.set_document_no("answer 1");
  answer.set_answered_date("2026-03-31");
  EXPECT_EQ(Try(&ProcedureStub::RecordTransferAnswer, answer, AsOfficer()), "OK");
  EXPECT_EQ(TryClose(id), "FAILED_PRECONDITION/TRANSFER_OPEN") << "one of two";
  auto give_up = Of<v1::GiveUpTransferRequest>(id);
  give_up.set_transfer(second.seq());
  EXPECT_EQ(Try(&ProcedureStub::GiveUpTransfer, give_up, AsSupervisor()),
            "INVALID_ARGUMENT/BAD_REQUEST")
      << "with a reason only";
  give_up.set_reason("the same matter as the first");
  EXPECT_EQ(Try(&ProcedureStub::GiveUpTransfer, give_up, AsSupervisor()), "OK");
  EXPECT_THAT(OpenTransfers(), SizeIs(0));
  EXPECT_EQ(TryClose(id), "OK");
}

TEST_F(ProcedureTest, TheRecordHoldsEveryStepAndEveryActOnce) {
  const std::string id = client_.Served("c1", "M001", Heavy(), "2026-02-12").case_id();
  auto give = Of<v1::WaiveHearingRequest>(id);
  give.set_request_id(NewRequestId());
  give.set_document_no("paper 1");
  const auto first = acts().Call(&ProcedureStub::WaiveHearing, give, AsOfficer());
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = acts().Call(&ProcedureStub::WaiveHearing, give, AsOfficer());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString()) << "repeated, not doubled";
  std::vector<v1::CaseRecord> records;
  v1::ListRecordsRequest list;
  list.set_case_ref("c1");
  list.set_page_size(3);
  do {
    const auto page = acts().Call(&ProcedureStub::ListRecords, list, AsLegalReviewer());
    ASSERT_TRUE(page.ok()) << page.status();
    records.insert(records.end(), page->records().begin(), page->records().end());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  std::vector<int64_t> steps;
  std::vector<std::string> acts_done;
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].seq(), static_cast<int64_t>(i) + 1);
    if (records[i].kind() == v1::RECORD_KIND_STEP) {
      steps.push_back(records[i].refers_to());
    } else {
      acts_done.push_back(v1::RecordKind_Name(records[i].kind()) + " " + records[i].outcome());
    }
  }
  std::vector<int64_t> timeline;
  for (const v1::TimelineEntry& entry : client_.Timeline(id)) timeline.push_back(entry.seq());
  EXPECT_EQ(steps, timeline);
  EXPECT_THAT(acts_done,
              ElementsAre("RECORD_KIND_HEARING_RIGHT_TOLD WITH_NOTICE",
                          "RECORD_KIND_WEIGHED SUSPENSION", "RECORD_KIND_HEARING_WAIVED "));
}

TEST_F(ProcedureTest, EveryActIsClosedToTheRolesNextToIt) {
  using namespace options::v1;
  const auto refused = [&](auto method, auto request, std::vector<Role> roles) {
    for (const Role role : roles) {
      const rpc::CallOptions as =
          role == ROLE_INSTITUTION ? AsInstitution("M001") : As({role}, "somebody");
      EXPECT_EQ(Try(method, request, as), "PERMISSION_DENIED/ROLE_REQUIRED")
          << request.GetDescriptor()->name() << " " << Role_Name(role);
    }
  };
  refused(&ProcedureStub::RecuseOfficer, v1::RecuseOfficerRequest(),
          {ROLE_SUPERVISOR, ROLE_INSTITUTION, ROLE_DIRECTOR});
  refused(&ProcedureStub::ApplyForRecusal, v1::ApplyForRecusalRequest(),
          {ROLE_SUPERVISOR, ROLE_AUDITOR});
  refused(&ProcedureStub::RuleOnRecusal, v1::RuleOnRecusalRequest(),
          {ROLE_SUPERVISOR, ROLE_CASE_OFFICER});
  refused(&ProcedureStub::TellHearingRight, v1::TellHearingRightRequest(),
          {ROLE_CASE_OFFICER, ROLE_DIRECTOR});
  refused(&ProcedureStub::RequestHearing, v1::RequestHearingRequest(), {ROLE_SUPERVISOR});
  refused(&ProcedureStub::WaiveHearing, v1::WaiveHearingRequest(),
          {ROLE_SUPERVISOR, ROLE_INSTITUTION});
  refused(&ProcedureStub::NotifyHearing, v1::NotifyHearingRequest(),
          {ROLE_CASE_OFFICER, ROLE_INSTITUTION});
  refused(&ProcedureStub::RecordHearing, v1::RecordHearingRequest(), {ROLE_CASE_OFFICER});
  refused(&ProcedureStub::RecordLegalReview, v1::RecordLegalReviewRequest(),
          {ROLE_CASE_OFFICER, ROLE_SUPERVISOR, ROLE_DIRECTOR});
  refused(&ProcedureStub::RecordCollectiveDiscussion, v1::RecordCollectiveDiscussionRequest(),
          {ROLE_CASE_OFFICER, ROLE_LEGAL_REVIEWER});
  refused(&ProcedureStub::FileGrounds, v1::FileGroundsRequest(), {ROLE_SUPERVISOR});
  refused(&ProcedureStub::AnswerGround, v1::AnswerGroundRequest(),
          {ROLE_INSTITUTION, ROLE_DIRECTOR});
  refused(&ProcedureStub::TransferCase, v1::TransferCaseRequest(),
          {ROLE_CASE_OFFICER, ROLE_INSTITUTION});
  refused(&ProcedureStub::GiveUpTransfer, v1::GiveUpTransferRequest(), {ROLE_CASE_OFFICER});
  refused(&ProcedureStub::RecordPublicity, v1::RecordPublicityRequest(), {ROLE_INSTITUTION});
  refused(&ProcedureStub::ListRecords, v1::ListRecordsRequest(), {ROLE_INSTITUTION});
  refused(&ProcedureStub::GetChecklist, v1::GetChecklistRequest(), {ROLE_INSTITUTION});
  refused(&ProcedureStub::ListOpenTransfers, v1::ListOpenTransfersRequest(), {ROLE_INSTITUTION});
}

TEST_F(ProcedureTest, EveryOffendingFieldIsNamed) {
  const auto fields = [](const absl::Status& status) {
    std::vector<std::string> named;
    for (const FieldViolation& one : DetailOf(status).violations) named.push_back(one.field);
    return named;
  };
  auto discussion = Of<v1::RecordCollectiveDiscussionRequest>("x");
  discussion.set_held_date("2026-02-30");
  discussion.set_document_no(" n");
  discussion.add_participants("a b ");
  discussion.add_dissents();
  EXPECT_THAT(fields(acts()
                         .Call(&ProcedureStub::RecordCollectiveDiscussion, discussion, AsDirector())
                         .status()),
              ElementsAre("held_date", "document_no", "conclusion", "participants[0]",
                          "dissents[0].opinion"));
  auto transfer = Of<v1::TransferCaseRequest>("x");
  transfer.set_authority(static_cast<v1::Authority>(9));
  EXPECT_THAT(fields(acts().Call(&ProcedureStub::TransferCase, transfer, AsSupervisor()).status()),
              ElementsAre("authority", "handed_over_date", "reason"));
  auto grounds = Of<v1::FileGroundsRequest>("x");
  for (int i = 0; i < 21; ++i) grounds.add_grounds()->set_text("t");
  grounds.mutable_grounds(3)->add_evidence("two\nlines");
  EXPECT_THAT(fields(acts().Call(&ProcedureStub::FileGrounds, grounds, AsOfficer()).status()),
              ElementsAre("grounds", "grounds[3].evidence[0]"));
  auto known = Of<v1::TellHearingRightRequest>("01HZZZZZZZZZZZZZZZZZZZZZZZ");
  known.set_document_no("n");
  EXPECT_EQ(Try(&ProcedureStub::TellHearingRight, known, AsSupervisor()), "NOT_FOUND/UNKNOWN_CASE");
}

}  // namespace
}  // namespace probity::scoring

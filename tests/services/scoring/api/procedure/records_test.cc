// The record of a case: transfers, what is kept of every act, and who may add to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/services/scoring/api/procedure/procedure_world.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class RecordsTest : public ProcedureWorld {};

TEST_F(RecordsTest, ATransferIsTrackedUntilItIsAnswered) {
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

TEST_F(RecordsTest, TheRecordHoldsEveryStepAndEveryActOnce) {
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

TEST_F(RecordsTest, EveryActIsClosedToTheRolesNextToIt) {
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

TEST_F(RecordsTest, EveryOffendingFieldIsNamed) {
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

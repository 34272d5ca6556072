// A heavy case through the service: what the notice, the decision and the closing wait for, and the
// acts that clear the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/services/scoring/api/procedure/procedure_world.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

class ProcedureTest : public ProcedureWorld {};

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

}  // namespace
}  // namespace probity::scoring

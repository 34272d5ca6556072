// Who takes part and what the party says: officers who stand down, and grounds that are answered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/store/cases/officers.h"
#include "tests/services/scoring/api/procedure/procedure_world.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class PartiesTest : public ProcedureWorld {};

TEST_F(PartiesTest, AnOfficerWhoStandsDownIsReplacedAndStaysOut) {
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

TEST_F(PartiesTest, TheHeadRulesOnThePartysApplicationBeforeTheDecision) {
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

TEST_F(PartiesTest, EveryGroundIsAnsweredAndAdoptedBeforeTheDecision) {
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

}  // namespace
}  // namespace probity::scoring

// The procedure as its callers see it, on every engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "probity/scoring/v1/ledger_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<v1::CaseState> StatesOf(const std::vector<v1::TimelineEntry>& lines) {
  std::vector<v1::CaseState> states;
  for (const v1::TimelineEntry& line : lines) states.push_back(line.to_state());
  return states;
}

class CaseProcedureTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
    server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P001"});
  }

  absl::StatusOr<v1::ConfirmCaseResponse> TryConfirm(const v1::Case& file) {
    v1::ConfirmCaseRequest confirm;
    confirm.set_case_id(file.case_id());
    confirm.set_etag(file.etag());
    return client_.Call(&CaseStub::ConfirmCase, confirm, AsDirector());
  }

  absl::StatusOr<v1::FileObjectionResponse> TryObject(const std::string& case_id,
                                                      const rpc::CallOptions& as) {
    v1::FileObjectionRequest object;
    object.set_case_id(case_id);
    object.set_defence("we see it otherwise");
    return client_.Call(&CaseStub::FileObjection, object, as);
  }

  std::vector<v1::Entry> Ledger() {
    const auto stub = v1::LedgerService::NewStub(server_.channel());
    const auto listed = rpc::Invoke(*stub, &v1::LedgerService::Stub::ListEntries, {},
                                    As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return {listed->entries().begin(), listed->entries().end()};
  }

  // The opened round's one sheet, judged.
  void Judge(char round, const std::vector<v1::DeliveredFinding>& findings) {
    const v1::TakeSheetsResponse taken = client_.Take(Round(round));
    ASSERT_EQ(taken.sheets_size(), 1);
    const auto delivered = client_.Screen(
        &ScreeningStub::DeliverVerdicts,
        client_.Delivery(Round(round), {Verdict(taken.sheets(0).case_token(), findings)}));
    ASSERT_TRUE(delivered.ok()) << delivered.status();
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
};
PROBITY_ON_EVERY_ENGINE(CaseProcedureTest);

TEST_P(CaseProcedureTest, AnUnobjectedCaseLapsesIsConfirmedAndPosted) {
  const v1::Case served = client_.Served(
      "c1", "M001", {FindingOf(1, "M204", 6), FindingOf(2, "M203", 9)}, "2026-02-12");
  EXPECT_EQ(served.state(), v1::CASE_STATE_OBJECTION_OPEN);
  EXPECT_EQ(served.objection_deadline_date(), "2026-02-26");
  EXPECT_EQ(served.notified_points(), 15);

  server_.clock().Set(Day(2026, 2, 26));
  EXPECT_EQ(Outcome(TryConfirm(served).status()), "FAILED_PRECONDITION/G7_NOTICE_FIRST")
      << "the last day belongs to the party";

  server_.clock().Set(Day(2026, 2, 27));
  const v1::Case waived = client_.Get(served.case_id());
  EXPECT_EQ(waived.state(), v1::CASE_STATE_WAIVED);
  const v1::Case confirmed = client_.Confirm(served.case_id());
  EXPECT_EQ(confirmed.state(), v1::CASE_STATE_CONFIRMED);
  EXPECT_EQ(confirmed.decision(), v1::DECISION_CONFIRMED);
  EXPECT_EQ(confirmed.final_points(), 15);
  EXPECT_EQ(confirmed.policy_sha256().size(), 64u);
  EXPECT_THAT(Ledger(), IsEmpty()) << "only a served decision posts points";

  const auto effect = client_.Effect(served.case_id(), "2026-02-27");
  EXPECT_EQ(effect.case_().state(), v1::CASE_STATE_EFFECTIVE);
  EXPECT_EQ(effect.case_().effective_date(), "2026-02-27");
  EXPECT_EQ(effect.entry_ids_size(), 2);
  EXPECT_EQ(effect.balance_points(), 15);
  const std::vector<v1::Entry> entries = Ledger();
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].points(), 6);
  EXPECT_EQ(entries[0].case_id(), served.case_id());
  EXPECT_EQ(entries[0].policy_sha256(), confirmed.policy_sha256());
  EXPECT_EQ(entries[1].points(), 9);

  const std::vector<v1::TimelineEntry> lines = client_.Timeline(served.case_id());
  EXPECT_THAT(
      StatesOf(lines),
      ElementsAre(v1::CASE_STATE_FILED, v1::CASE_STATE_INVESTIGATING, v1::CASE_STATE_INVESTIGATING,
                  v1::CASE_STATE_INVESTIGATED, v1::CASE_STATE_PRELIM, v1::CASE_STATE_NOTIFIED,
                  v1::CASE_STATE_OBJECTION_OPEN, v1::CASE_STATE_WAIVED, v1::CASE_STATE_CONFIRMED,
                  v1::CASE_STATE_EFFECTIVE));
  EXPECT_EQ(lines[7].business_date(), "2026-02-26") << "a lapse bears the window's last day";
  EXPECT_EQ(lines[7].actor(), "scoring");
  EXPECT_EQ(lines[8].business_date(), "2026-02-27");
  EXPECT_EQ(lines[8].actor(), "director");
  for (size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(lines[i].seq(), static_cast<int>(i) + 1);
}

TEST_P(CaseProcedureTest, AnObjectedCaseIsLoweredByTheCommittee) {
  const v1::Case referred = client_.Referred(
      "c1", "M001", {FindingOf(1, "M201", 6), FindingOf(2, "M204", 6)}, "2026-02-12");
  EXPECT_EQ(referred.state(), v1::CASE_STATE_COMMITTEE);
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
  ASSERT_EQ(taken.sheets_size(), 1);
  const v1::SheetBody& body = taken.sheets(0).body();
  ASSERT_EQ(body.findings_size(), 2);
  EXPECT_EQ(body.kind(), v1::SUBJECT_KIND_MEDICAL);
  EXPECT_EQ(body.findings(0).points_floor(), 1);
  EXPECT_EQ(body.findings(0).points_ceiling(), 6);
  EXPECT_EQ(body.findings(1).points_floor(), 6);
  EXPECT_EQ(body.findings(0).period(), v1::PERIOD_YEAR) << "widened in so small a register";
  EXPECT_EQ(body.defence(), "we see it otherwise");
  EXPECT_FALSE(body.supermajority());

  const auto heavier = client_.Screen(
      &ScreeningStub::DeliverVerdicts,
      client_.Delivery(Round('1'),
                       {Verdict(taken.sheets(0).case_token(), {Upheld(7), Upheld(6)})}));
  EXPECT_EQ(Outcome(heavier.status()), "INVALID_ARGUMENT/VERDICT_INVALID");
  const auto delivered = client_.Screen(
      &ScreeningStub::DeliverVerdicts,
      client_.Delivery(Round('1'),
                       {Verdict(taken.sheets(0).case_token(), {Upheld(4), NotUpheld()})}));
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  EXPECT_THAT(delivered->accepted_tokens(), ElementsAre(taken.sheets(0).case_token()));
  EXPECT_EQ(delivered->audit_head().hash().size(), 32u);

  EXPECT_EQ(client_.Get(referred.case_id()).state(), v1::CASE_STATE_JUDGED);
  const v1::Case revised = client_.Confirm(referred.case_id());
  EXPECT_EQ(revised.state(), v1::CASE_STATE_REVISED_DOWN);
  EXPECT_EQ(revised.final_points(), 4);
  const auto effect = client_.Effect(referred.case_id(), "2026-02-12");
  EXPECT_EQ(effect.entry_ids_size(), 1) << "what was not upheld posts nothing";
  EXPECT_EQ(effect.balance_points(), 4);
}

TEST_P(CaseProcedureTest, ADismissedCaseTakesEffectWithoutEntries) {
  const v1::Case referred = client_.Referred("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  Judge('1', {NotUpheld()});
  EXPECT_EQ(client_.Confirm(referred.case_id()).state(), v1::CASE_STATE_DISMISSED);
  const auto effect = client_.Effect(referred.case_id(), "2026-02-12");
  EXPECT_EQ(effect.case_().state(), v1::CASE_STATE_EFFECTIVE);
  EXPECT_EQ(effect.entry_ids_size(), 0);
  EXPECT_EQ(effect.balance_points(), 0);
  EXPECT_THAT(Ledger(), IsEmpty());
  EXPECT_EQ(client_.Open("c2", "M001", {FindingOf(1, "M204", 6)}).findings_size(), 1)
      << "another case may take up the act";
}

TEST_P(CaseProcedureTest, ARemandedFindingComesBackUntilTheLimitAndThenFalls) {
  const v1::Case referred = client_.Referred(
      "c1", "M001", {FindingOf(1, "M204", 6), FindingOf(2, "M201", 3)}, "2026-02-12");
  const std::string id = referred.case_id();
  Judge('1', {Upheld(6), Remanded()});
  v1::Case file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_OBJECTED);
  EXPECT_EQ(file.findings(0).verdict(), v1::FINDING_VERDICT_UPHELD);
  EXPECT_EQ(file.findings(1).remands(), 1);

  client_.Refer(id);
  Judge('2', {Remanded({"R06"})});  // only the remanded finding is asked about
  EXPECT_EQ(client_.Get(id).findings(1).remands(), 1) << "sent back for evidence, not counted";

  client_.Refer(id);
  Judge('3', {Remanded()});
  file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_JUDGED);
  EXPECT_EQ(file.findings(1).verdict(), v1::FINDING_VERDICT_NOT_UPHELD);
  EXPECT_EQ(client_.Confirm(id).final_points(), 6);
}

TEST_P(CaseProcedureTest, OfTwoDirectorsWhoConfirmAtOnceOneSucceeds) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  server_.clock().Set(Day(2026, 2, 27));
  const v1::Case waived = client_.Get(served.case_id());
  std::vector<std::string> outcomes(4);
  std::vector<std::thread> directors;
  for (std::string& outcome : outcomes) {
    directors.emplace_back([this, &outcome, &waived] {
      v1::ConfirmCaseRequest confirm;
      confirm.set_request_id(NewRequestId());
      confirm.set_case_id(waived.case_id());
      confirm.set_etag(waived.etag());
      outcome = Outcome(
          rpc::Invoke(client_.stub(), &CaseStub::ConfirmCase, confirm, AsDirector()).status());
    });
  }
  for (std::thread& director : directors) director.join();
  EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "OK"), 1)
      << ::testing::PrintToString(outcomes);
  for (const std::string& outcome : outcomes) {
    EXPECT_THAT(outcome, AnyOf("OK", "ABORTED/ETAG_MISMATCH", "ABORTED/CONFLICT"));
  }
  EXPECT_THAT(client_.Timeline(served.case_id()), SizeIs(8));
}

TEST_P(CaseProcedureTest, EveryMutationMayBeSentAgainAndChangesNothing) {
  const v1::Case referred = client_.Referred("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  Judge('1', {Upheld(6)});
  client_.Confirm(referred.case_id());
  const v1::Case effective = client_.Effect(referred.case_id(), "2026-02-12").case_();
  v1::ReverseDecisionRequest reverse;
  reverse.set_case_id(effective.case_id());
  reverse.set_etag(effective.etag());
  reverse.set_reason("set aside by the court");
  reverse.set_document("judgment 1");
  const auto asked = client_.Call(&CaseStub::ReverseDecision, reverse, AsDirector());
  ASSERT_TRUE(asked.ok()) << asked.status();
  v1::ApproveReversalRequest approve;
  approve.set_case_id(effective.case_id());
  approve.set_etag(asked->case_().etag());
  approve.set_reason("核对判决无误，同意撤销。");
  const auto revoked = client_.Call(&CaseStub::ApproveReversal, approve, AsDirector("deputy"));
  ASSERT_TRUE(revoked.ok()) << revoked.status();

  const size_t lines = client_.Timeline(effective.case_id()).size();
  EXPECT_EQ(client_.sent(), 15u);
  EXPECT_EQ(client_.Replay(), 0) << "answers that differ from the first";
  EXPECT_THAT(client_.Timeline(effective.case_id()), SizeIs(lines));
  EXPECT_THAT(Ledger(), SizeIs(2)) << "one POST, one REVERSE";
}

TEST_P(CaseProcedureTest, ARequestIdWithOtherContentIsRefused) {
  const v1::Case file = client_.Open("c1", "M001", {});
  v1::AddFindingRequest add;
  add.set_request_id(NewRequestId());
  add.set_case_id(file.case_id());
  *add.mutable_finding() = FindingOf(1, "M204", 6);
  ASSERT_TRUE(client_.Call(&CaseStub::AddFinding, add, AsOfficer()).ok());
  add.mutable_finding()->set_item(2);
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::AddFinding, add, AsOfficer()).status()),
            "INVALID_ARGUMENT/REQUEST_ID_REUSED");
}

TEST_P(CaseProcedureTest, TheWindowEndsAtTheEndOfItsLastWorkdayEvenAMakeUpSaturday) {
  server_.clock().Set(Day(2026, 2, 14));
  const v1::Case in_time = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-14");
  const v1::Case late = client_.Served("c2", "M002", {FindingOf(1, "M204", 6)}, "2026-02-14");
  EXPECT_EQ(in_time.objection_deadline_date(), "2026-02-28") << "a Saturday worked instead";
  server_.clock().Set(Day(2026, 2, 28));
  EXPECT_EQ(Outcome(TryObject(in_time.case_id(), AsInstitution("M001")).status()), "OK");
  server_.clock().Set(Day(2026, 3, 1));
  EXPECT_EQ(Outcome(TryObject(late.case_id(), AsInstitution("M002")).status()),
            "FAILED_PRECONDITION/OUTSIDE_OBJECTION_WINDOW");
  EXPECT_EQ(client_.Get(late.case_id()).state(), v1::CASE_STATE_WAIVED);
  EXPECT_EQ(Outcome(TryObject(late.case_id(), AsInstitution("M002")).status()),
            "FAILED_PRECONDITION/OUTSIDE_OBJECTION_WINDOW")
      << "the same after the lapse was recorded";
}

TEST_P(CaseProcedureTest, AWaiverEndsTheWindowEarly) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  v1::RecordWaiverRequest waiver;
  waiver.set_case_id(served.case_id());
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::RecordWaiver, waiver, AsOfficer()).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
  waiver.set_waiver("waiver 1");
  const auto waived = client_.Call(&CaseStub::RecordWaiver, waiver, AsOfficer());
  ASSERT_TRUE(waived.ok()) << waived.status();
  EXPECT_EQ(waived->case_().state(), v1::CASE_STATE_WAIVED);
  EXPECT_EQ(client_.Confirm(served.case_id()).state(), v1::CASE_STATE_CONFIRMED);
}

TEST_P(CaseProcedureTest, G16OneActIsTakenUpByOneCase) {
  v1::Finding by_date = FindingOf(1, "M204", 6);
  by_date.clear_act_ref();
  const v1::Case first = client_.Open("c1", "M001", {by_date});
  v1::Finding same_in_case = by_date;
  same_in_case.set_item(2);
  const auto add = [&](const v1::Case& file, const v1::Finding& finding) {
    v1::AddFindingRequest request;
    request.set_case_id(file.case_id());
    *request.mutable_finding() = finding;
    return Outcome(client_.Call(&CaseStub::AddFinding, request, AsOfficer()).status());
  };
  EXPECT_EQ(add(first, same_in_case), "OK") << "findings of one case are distinct acts";
  const v1::Case second = client_.Open("c2", "M001", {});
  const v1::Case elsewhere = client_.Open("c3", "M002", {});
  v1::Finding other_code = by_date;
  other_code.set_violation_code("M205");
  v1::Finding other_day = by_date;
  other_day.set_item(2);
  other_day.set_act_end_date("2026-01-16");
  EXPECT_EQ(add(second, by_date), "FAILED_PRECONDITION/G16_SAME_ACT");
  EXPECT_EQ(add(second, other_code), "OK");
  EXPECT_EQ(add(second, other_day), "OK");
  EXPECT_EQ(add(elsewhere, by_date), "OK") << "another institution, another act";

  const auto remove = [&](int32_t item) {
    v1::RemoveFindingRequest request;
    request.set_case_id(first.case_id());
    request.set_item(item);
    return Outcome(client_.Call(&CaseStub::RemoveFinding, request, AsOfficer()).status());
  };
  v1::Finding third = by_date;
  third.set_item(3);
  EXPECT_EQ(remove(1), "OK");
  EXPECT_EQ(add(second, third), "FAILED_PRECONDITION/G16_SAME_ACT") << "item 2 still holds it";
  EXPECT_EQ(remove(2), "OK");
  EXPECT_EQ(add(second, third), "OK");
}

TEST_P(CaseProcedureTest, AReversalTakesTwoPersonsAndFreesTheAct) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  server_.clock().Set(Day(2026, 2, 27));
  client_.Confirm(served.case_id());
  const v1::Case effective = client_.Effect(served.case_id(), "2026-02-27").case_();
  v1::ApproveReversalRequest approve;
  approve.set_case_id(effective.case_id());
  approve.set_etag(effective.etag());
  approve.set_reason("核对判决无误，同意撤销。");
  const auto try_approve = [&](const std::string& person) {
    return client_.Call(&CaseStub::ApproveReversal, approve, AsDirector(person));
  };
  EXPECT_EQ(Outcome(try_approve("deputy").status()), "FAILED_PRECONDITION/REVERSAL_NOT_REQUESTED");
  v1::ReverseDecisionRequest reverse;
  reverse.set_case_id(effective.case_id());
  reverse.set_reason("set aside by the court");
  reverse.set_document("judgment 1");
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::ReverseDecision, reverse, AsDirector()).status()),
            "INVALID_ARGUMENT/BAD_REQUEST")
      << "without an etag";
  reverse.set_etag(effective.etag());
  const auto asked = client_.Call(&CaseStub::ReverseDecision, reverse, AsDirector());
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_TRUE(asked->case_().reversal_requested());
  EXPECT_EQ(asked->case_().state(), v1::CASE_STATE_EFFECTIVE);
  approve.set_etag(asked->case_().etag());
  EXPECT_EQ(Outcome(try_approve("director").status()), "PERMISSION_DENIED/G22_TWO_PERSONS");
  approve.clear_reason();
  EXPECT_EQ(Outcome(try_approve("deputy").status()), "INVALID_ARGUMENT/BAD_REQUEST")
      << "each person gives a reason";
  approve.set_reason("核对判决无误，同意撤销。");
  const auto revoked = try_approve("deputy");
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_EQ(revoked->case_().state(), v1::CASE_STATE_REVOKED);
  EXPECT_EQ(revoked->entry_ids_size(), 1);
  EXPECT_EQ(revoked->balance_points(), 0);
  const std::vector<v1::Entry> entries = Ledger();
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[1].kind(), v1::ENTRY_KIND_REVERSE);
  EXPECT_EQ(entries[1].actor(), "director") << "who asked";
  EXPECT_EQ(entries[1].approver(), "deputy");
  EXPECT_EQ(entries[1].reason(), "set aside by the court");
  EXPECT_EQ(entries[1].document(), "judgment 1");
  EXPECT_THAT(client_.Timeline(effective.case_id()).back().note(), HasSubstr(approve.reason()));
  const v1::Case again = client_.Open("c2", "M001", {FindingOf(1, "M204", 6)});
  EXPECT_EQ(again.findings_size(), 1) << "the act may be taken up anew";
}

TEST_P(CaseProcedureTest, TheStandingShowsTheCaseFromServiceToEffect) {
  const auto stub = v1::StandingService::NewStub(server_.channel());
  const auto open_case = [&] {
    v1::GetStandingRequest request;
    request.set_institution_id("M001");
    request.set_year(2026);
    const auto standing = rpc::Invoke(*stub, &v1::StandingService::Stub::GetStanding, request,
                                      As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(standing.ok()) << standing.status();
    return standing.ok() && standing->standing().open_case();
  };
  const v1::Case file = client_.Open("c1", "M001", {FindingOf(1, "M204", 6)});
  client_.Notify(file.case_id());
  EXPECT_FALSE(open_case());
  client_.Serve(file.case_id(), "2026-02-12");
  EXPECT_TRUE(open_case());
  server_.clock().Set(Day(2026, 2, 27));
  client_.Confirm(file.case_id());
  EXPECT_TRUE(open_case());
  client_.Effect(file.case_id(), "2026-02-27");
  EXPECT_FALSE(open_case());
}

}  // namespace
}  // namespace probity::scoring

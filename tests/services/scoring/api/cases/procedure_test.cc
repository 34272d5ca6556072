// The procedure beside and after the five steps, on every engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "probity/scoring/v1/ledger_service.grpc.pb.h"
#include "tests/services/scoring/api/cases/walk.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;

class CaseStepsTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
  }

  // A case of one finding of 1 point (M201 gives 1 to 6), its notice served.
  std::string Served(const std::string& case_ref, int64_t points = 1) {
    return client_.Served(case_ref, "M001", {Act(case_ref, points)}, kServed).case_id();
  }
  static v1::Finding Act(const std::string& case_ref, int64_t points) {
    v1::Finding finding = FindingOf(1, "M201", points);
    finding.set_act_ref(case_ref);
    return finding;
  }
  std::string InEffect(const std::string& case_ref, int64_t points = 3) {
    return walk_.InEffect(case_ref, "M001", {Act(case_ref, points)}, kServed).case_id();
  }
  v1::CaseState StateOf(const std::string& case_id) { return client_.Get(case_id).state(); }

  // "POST 3, REVERSE 3" of the case.
  std::vector<std::string> Ledger(const std::string& case_id) {
    const auto stub = v1::LedgerService::NewStub(server_.channel());
    const auto listed = rpc::Invoke(*stub, &v1::LedgerService::Stub::ListEntries, {},
                                    As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> lines;
    for (const v1::Entry& entry : listed->entries()) {
      if (entry.case_id() != case_id) continue;
      lines.push_back(absl::StrCat(v1::EntryKind_Name(entry.kind()).substr(11), " ", entry.points(),
                                   " rev ", entry.revision()));
    }
    return lines;
  }

  // From the investigation to the effect, all on the clock's day.
  void Again(const std::string& case_id, const std::string& today) {
    client_.Notify(case_id);
    client_.Serve(case_id, today);
    ASSERT_EQ(walk_.Waive(case_id), "OK");
    client_.Confirm(case_id);
    client_.Effect(case_id, today);
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
  Walk walk_{client_};
};
PROBITY_ON_EVERY_ENGINE(CaseStepsTest);

TEST_P(CaseStepsTest, AHeavierFindingAfterTheNoticeNeedsANewOneAndANewWindow) {
  const std::string id = Served("c1", 2);
  server_.clock().Set(Day(2026, 2, 25));
  EXPECT_EQ(walk_.Renew(id, {{1, 2}}), "FAILED_PRECONDITION/NOT_HEAVIER");
  EXPECT_EQ(walk_.Renew(id, {{1, 7}}), "FAILED_PRECONDITION/POINTS_OUT_OF_RANGE")
      << "the catalogue holds for a new notice too";
  ASSERT_EQ(walk_.Renew(id, {{1, 5}}), "OK");
  v1::Case file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_NOTIFIED);
  EXPECT_EQ(file.notified_points(), 5);
  server_.clock().Set(Day(2026, 2, 27));
  EXPECT_EQ(StateOf(id), v1::CASE_STATE_NOTIFIED) << "the old window does not run on";
  v1::ConfirmCaseRequest confirm = walk_.About<v1::ConfirmCaseRequest>(id);
  EXPECT_EQ(walk_.Take(&CaseStub::ConfirmCase, confirm, AsDirector()),
            "FAILED_PRECONDITION/G7_NOTICE_FIRST");
  file = client_.Serve(id, "2026-02-27");
  EXPECT_EQ(file.objection_deadline_date(), "2026-03-05") << "02-28 is worked";
  ASSERT_EQ(file.notices_size(), 2);
  EXPECT_EQ(file.notices(0).superseded_date(), "2026-02-25");
  EXPECT_EQ(file.notices(0).notified_points(), 2);
  EXPECT_EQ(file.notices(1).served_date(), "2026-02-27");
  EXPECT_EQ(file.notices(1).superseded_date(), "");
}

TEST_P(CaseStepsTest, ARemandedCaseGoesThroughEveryStepAgain) {
  const std::string id = Served("c1");
  ASSERT_EQ(walk_.Waive(id), "OK");
  ASSERT_EQ(walk_.Remand(id), "OK");
  EXPECT_EQ(StateOf(id), v1::CASE_STATE_INVESTIGATING);
  Again(id, kServed);
  const v1::Case file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_EFFECTIVE);
  EXPECT_EQ(file.notices_size(), 2);
  EXPECT_EQ(file.revision(), 1) << "no decision was revoked";
}

TEST_P(CaseStepsTest, ASuspendedCaseStandsStillAndItsWindowRunsOnAfterwards) {
  const std::string id = Served("c1");
  server_.clock().Set(Day(2026, 2, 25));  // two workdays are left: 02-25 and 02-26
  ASSERT_EQ(walk_.Suspend(id), "OK");
  v1::Case file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_SUSPENDED);
  EXPECT_EQ(file.returns_to_state(), v1::CASE_STATE_OBJECTION_OPEN);
  EXPECT_EQ(file.suspended_date(), "2026-02-25");
  server_.clock().Set(Day(2026, 4, 1));
  EXPECT_EQ(StateOf(id), v1::CASE_STATE_SUSPENDED) << "no window lapses meanwhile";
  v1::FileObjectionRequest object = walk_.About<v1::FileObjectionRequest>(id);
  object.set_defence("we see it otherwise");
  EXPECT_EQ(walk_.Take(&CaseStub::FileObjection, object, AsOfficer()),
            "FAILED_PRECONDITION/WRONG_STATE");
  ASSERT_EQ(walk_.Resume(id), "OK");
  file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_OBJECTION_OPEN);
  EXPECT_EQ(file.objection_deadline_date(), "2026-04-03");
  server_.clock().Set(Day(2026, 4, 4));
  EXPECT_EQ(StateOf(id), v1::CASE_STATE_WAIVED);
}

TEST_P(CaseStepsTest, ATerminatedCaseFreesItsActsAndIsClosedWithoutPoints) {
  const std::string id = Served("c1");
  ASSERT_EQ(walk_.Terminate(id), "OK");
  EXPECT_EQ(StateOf(id), v1::CASE_STATE_TERMINATED);
  const v1::Case again = client_.Open("c2", "M001", {Act("c1", 1)});
  EXPECT_EQ(again.findings_size(), 1) << "the act may be taken up by another case";
  EXPECT_EQ(walk_.Reconsider(id, kServed), "FAILED_PRECONDITION/WRONG_STATE");
  EXPECT_THAT(Ledger(id), ElementsAre());
}

TEST_P(CaseStepsTest, ACaseInTheQueueCanBeTakenBackAndOneARoundHasCannot) {
  const std::string queued = client_.Referred("c1", "M001", {Act("c1", 1)}, kServed).case_id();
  ASSERT_EQ(walk_.Suspend(queued), "OK");
  ASSERT_EQ(walk_.Resume(queued), "OK");
  EXPECT_EQ(StateOf(queued), v1::CASE_STATE_OBJECTED) << "it is referred anew";
  client_.Refer(queued);
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
  ASSERT_EQ(taken.sheets_size(), 1) << "the sheet it had before went out of the queue";
  EXPECT_EQ(walk_.Suspend(queued), "FAILED_PRECONDITION/WITH_THE_COMMITTEE");
  EXPECT_EQ(walk_.Terminate(queued), "FAILED_PRECONDITION/WITH_THE_COMMITTEE");
  const auto delivered = client_.Screen(
      &ScreeningStub::DeliverVerdicts,
      client_.Delivery(Round('1'), {Verdict(taken.sheets(0).case_token(), {Upheld(1)})}));
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  EXPECT_EQ(StateOf(queued), v1::CASE_STATE_JUDGED);
}

TEST_P(CaseStepsTest, TheDirectorDecidesOnlyOnceEveryPanelFailed) {
  const std::string id = client_.Referred("c1", "M001", {Act("c1", 3)}, kServed).case_id();
  auto decide = [&](int64_t points) {
    auto request = walk_.About<v1::DecideWithoutCommitteeRequest>(id);
    v1::DirectFinding& one = *request.add_findings();
    one.set_item(1);
    one.set_verdict(v1::FINDING_VERDICT_UPHELD);
    one.set_points(points);
    return walk_.Take(&CaseStub::DecideWithoutCommittee, request, AsDirector());
  };
  for (const char round : {'1', '2', '3', '4'}) {  // screenings_per_case of the shipped policy
    EXPECT_EQ(decide(3), "FAILED_PRECONDITION/COMMITTEE_FIRST") << round;
    ASSERT_EQ(client_.Take(Round(round)).sheets_size(), 1);
    v1::ReleaseTokensRequest release;
    release.set_round_id(Round(round));
    release.set_reached(v1::ROUND_REACHED_SEATED);
    ASSERT_TRUE(client_.Screen(&ScreeningStub::ReleaseTokens, release).ok());
  }
  EXPECT_EQ(client_.Get(id).attention(), "SCREENING_LIMIT");
  EXPECT_EQ(decide(4), "FAILED_PRECONDITION/G8_HEAVIER_THAN_NOTIFIED");
  EXPECT_EQ(decide(2), "FAILED_PRECONDITION/G12_COLLECTIVE_DISCUSSION")
      << "nobody replaces a panel alone";
  client_.procedure().Discuss(id);
  ASSERT_EQ(decide(2), "OK");
  const v1::Case file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_JUDGED);
  EXPECT_EQ(file.findings(0).verdict(), v1::FINDING_VERDICT_UPHELD);
  EXPECT_EQ(file.attention(), "");
}

TEST_P(CaseStepsTest, WhatWasDiscussedBeforeTheReferralDoesNotReplaceAPanel) {
  const std::string id = client_.Referred("c1", "M001", {Act("c1", 3)}, kServed).case_id();
  client_.procedure().Discuss(id);
  ASSERT_EQ(walk_.Suspend(id), "OK");
  ASSERT_EQ(walk_.Resume(id), "OK");
  client_.Refer(id);
  for (const char round : {'1', '2', '3', '4'}) {  // screenings_per_case of the shipped policy
    ASSERT_EQ(client_.Take(Round(round)).sheets_size(), 1);
    v1::ReleaseTokensRequest release;
    release.set_round_id(Round(round));
    release.set_reached(v1::ROUND_REACHED_SEATED);
    ASSERT_TRUE(client_.Screen(&ScreeningStub::ReleaseTokens, release).ok());
  }
  auto request = walk_.About<v1::DecideWithoutCommitteeRequest>(id);
  v1::DirectFinding& one = *request.add_findings();
  one.set_item(1);
  one.set_verdict(v1::FINDING_VERDICT_NOT_UPHELD);
  EXPECT_EQ(walk_.Take(&CaseStub::DecideWithoutCommittee, request, AsDirector()),
            "FAILED_PRECONDITION/G12_COLLECTIVE_DISCUSSION");
}

TEST_P(CaseStepsTest, ADecisionRevokedOnReconsiderationIsReversedAndHandledAnew) {
  const std::string id = InEffect("c1", 3);
  ASSERT_EQ(walk_.Reconsider(id, kServed), "OK");
  EXPECT_EQ(StateOf(id), v1::CASE_STATE_RECONSIDERATION);
  ASSERT_EQ(walk_.Execute(id, kServed), "OK") << "no stay unless one is ordered";
  EXPECT_EQ(walk_.EndRemedy(id, v1::REMEDY_OUTCOME_CHANGED, kServed, {{1, 4}}),
            "FAILED_PRECONDITION/REMEDY_HEAVIER");
  ASSERT_EQ(walk_.EndRemedy(id, v1::REMEDY_OUTCOME_CHANGED, kServed, {{1, 2}}), "OK");
  EXPECT_EQ(StateOf(id), v1::CASE_STATE_EXECUTED);
  EXPECT_EQ(walk_.Close(id), "FAILED_PRECONDITION/REVERSAL_DUE");
  EXPECT_EQ(walk_.Reopen(id), "FAILED_PRECONDITION/WRONG_STATE");
  ASSERT_EQ(walk_.Reverse(id), "OK");
  ASSERT_EQ(walk_.Reopen(id), "OK");
  v1::Case file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_INVESTIGATING);
  EXPECT_EQ(file.revision(), 2);
  EXPECT_EQ(file.ceiling_points(), 2);
  Again(id, kServed);
  EXPECT_THAT(Ledger(id), ElementsAre("POST 3 rev 1", "REVERSE 3 rev 2", "POST 2 rev 3"))
      << "a reversal of a reversal is a new posting";
  file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_EFFECTIVE);
  ASSERT_EQ(file.remedies_size(), 1);
  EXPECT_EQ(file.remedies(0).outcome(), v1::REMEDY_OUTCOME_CHANGED);
  EXPECT_EQ(walk_.Sue(id, kServed), "OK") << "a remedy against the new decision";
  ASSERT_EQ(walk_.EndRemedy(id, v1::REMEDY_OUTCOME_UPHELD, kServed), "OK");
  EXPECT_EQ(StateOf(id), v1::CASE_STATE_EFFECTIVE);
}

TEST_P(CaseStepsTest, AnActTakenUpByAnotherCaseCannotBeHandledAnew) {
  const std::string id = InEffect("c1");
  ASSERT_EQ(walk_.Reverse(id), "OK");
  client_.Open("c2", "M001", {Act("c1", 1)});
  EXPECT_EQ(walk_.Reopen(id), "FAILED_PRECONDITION/G16_SAME_ACT");
}

TEST_P(CaseStepsTest, ARemedyIsFiledInItsTime) {
  const std::string id = InEffect("c1");  // in effect on 02-12: sixty days end on 04-13, a Monday
  server_.clock().Set(Day(2026, 4, 20));
  EXPECT_EQ(walk_.Reconsider(id, "2026-02-11"), "FAILED_PRECONDITION/REMEDY_DATE_INVALID");
  EXPECT_EQ(walk_.Reconsider(id, "2026-04-21"), "FAILED_PRECONDITION/REMEDY_DATE_INVALID");
  EXPECT_EQ(walk_.Reconsider(id, "2026-04-14"), "FAILED_PRECONDITION/REMEDY_LATE");
  ASSERT_EQ(walk_.Reconsider(id, "2026-04-13"), "OK");
  ASSERT_EQ(walk_.EndRemedy(id, v1::REMEDY_OUTCOME_UPHELD, "2026-04-15"), "OK");
  server_.clock().Set(Day(2026, 5, 6));  // fifteen days from the outcome end on 04-30
  EXPECT_EQ(walk_.Sue(id, "2026-05-01"), "FAILED_PRECONDITION/REMEDY_LATE");
  EXPECT_EQ(walk_.Sue(id, "2026-04-30"), "OK");
}

TEST_P(CaseStepsTest, G20AVetoItemIsDecidedOnBeforeTheCaseIsClosed) {
  v1::Finding finding = Act("c1", 3);
  finding.set_fraud_intent(true);
  const std::string id = walk_.InEffect("c1", "M001", {finding}, kServed).case_id();
  EXPECT_EQ(client_.Get(id).termination_proposal(), v1::TERMINATION_PROPOSAL_OPEN);
  ASSERT_EQ(walk_.Execute(id, kServed), "OK");
  EXPECT_EQ(walk_.Close(id), "FAILED_PRECONDITION/G20_TERMINATION_UNDECIDED");
  ASSERT_EQ(walk_.DecideTermination(id, false), "OK");
  EXPECT_EQ(client_.Get(id).termination_proposal(), v1::TERMINATION_PROPOSAL_REJECTED);
  EXPECT_EQ(walk_.DecideTermination(id, true), "FAILED_PRECONDITION/NO_TERMINATION_PROPOSAL");
  EXPECT_NE(walk_.Close(id), "FAILED_PRECONDITION/G20_TERMINATION_UNDECIDED");
}

TEST_P(CaseStepsTest, APartyReadsTheTranscriptOfItsOwnDrawAndNoOther) {
  const std::string id = client_.Referred("c1", "M001", {Act("c1", 1)}, kServed).case_id();
  v1::GetDrawTranscriptRequest get;
  get.set_case_id(id);
  const auto read = [&](const rpc::CallOptions& as) {
    return client_.Call(&CaseStub::GetDrawTranscript, get, as);
  };
  EXPECT_EQ(Outcome(read(AsSupervisor())), "NOT_FOUND/NO_TRANSCRIPT");
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
  const auto delivered = client_.Screen(
      &ScreeningStub::DeliverVerdicts,
      client_.Delivery(Round('1'), {Verdict(taken.sheets(0).case_token(), {Upheld(1)})}));
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  const auto own = read(AsInstitution("M001"));
  ASSERT_TRUE(own.ok()) << own.status();
  ASSERT_EQ(own->transcripts_size(), 1);
  EXPECT_EQ(own->transcripts(0).transcript(), "{}");
  EXPECT_EQ(own->transcripts(0).transcript_sha256(),
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  EXPECT_EQ(Outcome(read(AsInstitution("M002"))), "PERMISSION_DENIED/NOT_YOURS");
}

TEST_P(CaseStepsTest, LeadsAreKeptWithTheCaseAndHiddenFromTheParty) {
  v1::OpenCaseRequest open;
  open.set_case_ref("c1");
  open.set_institution_id("M001");
  open.set_source(v1::CASE_SOURCE_COMPLAINT);
  AddOfficers(open, {"officer-a", "officer-b"});
  open.add_lead_ids("no-such-lead");
  open.add_lead_ids("no-such-lead");
  EXPECT_EQ(walk_.Take(&CaseStub::OpenCase, open, AsOfficer()), "INVALID_ARGUMENT/BAD_REQUEST")
      << "each once";
}

// Every step the procedure gained, tried where it has no place.
TEST_P(CaseStepsTest, AStepOutOfPlaceIsRefusedAndChangesNothing) {
  const v1::Case before = client_.Open("c1", "M001", {Act("c1", 1)});
  const std::string& id = before.case_id();
  const std::string refused = "FAILED_PRECONDITION/WRONG_STATE";
  EXPECT_EQ(walk_.Remand(id), refused);
  EXPECT_EQ(walk_.Renew(id, {{1, 2}}), refused);
  EXPECT_EQ(walk_.Resume(id), refused);
  EXPECT_EQ(walk_.Execute(id, kServed), refused);
  EXPECT_EQ(walk_.DecideTermination(id, true), refused);
  EXPECT_EQ(walk_.Reconsider(id, kServed), refused);
  EXPECT_EQ(walk_.Sue(id, kServed), refused);
  EXPECT_EQ(walk_.EndRemedy(id, v1::REMEDY_OUTCOME_UPHELD, kServed), refused);
  EXPECT_EQ(walk_.Reverse(id), refused);
  EXPECT_EQ(walk_.Reopen(id), refused);
  EXPECT_EQ(walk_.Close(id), refused);
  EXPECT_EQ(walk_.Archive(id), refused);
  EXPECT_EQ(client_.Get(id).SerializeAsString(), before.SerializeAsString());
}

TEST_P(CaseStepsTest, TwoWhoSuspendAndTerminateAtOnceDoNotBothSucceed) {
  const std::string id = Served("c1");
  const std::string etag = client_.Get(id).etag();
  std::vector<std::string> outcomes(2);
  std::thread suspends([&] {
    v1::SuspendCaseRequest request;
    request.set_request_id(NewRequestId());
    request.set_case_id(id);
    request.set_etag(etag);
    request.set_reason("why");
    outcomes[0] = Outcome(
        rpc::Invoke(client_.stub(), &CaseStub::SuspendCase, request, AsSupervisor()).status());
  });
  std::thread terminates([&] {
    v1::TerminateCaseRequest request;
    request.set_request_id(NewRequestId());
    request.set_case_id(id);
    request.set_etag(etag);
    request.set_reason("why");
    outcomes[1] = Outcome(
        rpc::Invoke(client_.stub(), &CaseStub::TerminateCase, request, AsSupervisor()).status());
  });
  suspends.join();
  terminates.join();
  EXPECT_EQ((outcomes[0] == "OK") + (outcomes[1] == "OK"), 1)
      << outcomes[0] << " and " << outcomes[1];
}

}  // namespace
}  // namespace probity::scoring

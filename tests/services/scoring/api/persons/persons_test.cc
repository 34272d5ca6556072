// Persons as callers see them: from an institution's decision to the person's points, across
// employers, and back with the decision's reversal.
#include "tests/services/scoring/api/persons/persons_world.h"

namespace probity::scoring {
namespace {

namespace pol = ::probity::policy::v1;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PersonsTest : public ::testing::TestWithParam<std::string> {
 protected:
  PersonsWorld world_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(PersonsTest);

TEST_P(PersonsTest, PointsFollowThePersonAndAreReversedWithTheInstitutionsDecision) {
  v1::Person doctor = Doctor("D1");
  v1::Employment& second = *doctor.add_employments();
  second.set_institution_id("M003");
  second.set_from_date("2025-06-01");
  world_.Hire(doctor);
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));

  v1::ProposePersonEntriesRequest proposal =
      world_.Proposal(file.case_id(), "D1", {AskedLine("Q301", pol::RESPONSIBILITY_MAIN)});
  proposal.mutable_persons(0)->set_suspend_months(121);
  EXPECT_EQ(Outcome(world_.Propose(proposal).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  proposal.mutable_persons(0)->set_suspend_months(2);
  const auto proposed = world_.Propose(proposal);
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  const v1::PersonScoring first = proposed->scorings(0);
  EXPECT_EQ(first.lines(0).points(), 9);
  EXPECT_EQ(first.lines(0).violation_code(), "M201");
  EXPECT_EQ(first.institution_id(), "M001");
  EXPECT_EQ(first.notified_months(), 2);

  const auto notified = world_.Notify(first.scoring_id(), "2026-03-02");
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_EQ(notified->scoring().objection_deadline_date(), "2026-03-16") << "10 workdays";

  v1::ConfirmPersonEntriesRequest confirm;
  confirm.set_scoring_id(first.scoring_id());
  confirm.set_suspend_months(2);
  confirm.set_suspend_reason("the harm was repaired");
  world_.server().clock().Set(Day(2026, 3, 16));
  EXPECT_EQ(Outcome(world_.Confirm(confirm).status()), "FAILED_PRECONDITION/G7_NOTICE_FIRST");
  world_.server().clock().Set(Day(2026, 3, 17));
  EXPECT_EQ(Outcome(world_.Confirm(confirm, "officer-a").status()),
            "PERMISSION_DENIED/OFFICER_OF_THE_CASE");
  confirm.set_suspend_months(3);
  EXPECT_EQ(Outcome(world_.Confirm(confirm).status()),
            "FAILED_PRECONDITION/G8_HEAVIER_THAN_NOTIFIED")
      << "the notice told 2 months";
  confirm.set_suspend_months(2);
  const auto confirmed = world_.Confirm(confirm);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();

  // In between the doctor leaves the hospital of the case for another.
  ASSERT_TRUE(world_.Employ("D1", "M001", "2025-01-01", "2026-03-15").ok());
  ASSERT_TRUE(world_.Employ("D1", "M002", "2026-03-16").ok());
  const auto effect = world_.Effect(first.scoring_id(), "2026-03-17");
  ASSERT_TRUE(effect.ok()) << effect.status();
  EXPECT_EQ(effect->balance_points(), 9);
  EXPECT_EQ(effect->qualification().state(), v1::QUALIFICATION_STATE_SUSPENDED);
  EXPECT_EQ(effect->qualification().from_date(), "2026-03-18");
  EXPECT_EQ(effect->qualification().to_date(), "2026-05-17");
  EXPECT_EQ(effect->qualification().band(), "[9,12)");
  ASSERT_THAT(effect->scoring().to_tell(), SizeIs(2));
  EXPECT_EQ(effect->scoring().to_tell(0).institution_id(), "M002") << "the new employer";
  EXPECT_EQ(effect->scoring().to_tell(1).institution_id(), "M003") << "the second site";

  v1::RecordInstitutionToldRequest told;
  told.set_scoring_id(first.scoring_id());
  told.set_institution_id("M003");
  told.set_told_date("2026-03-17");
  told.set_receipt("letter 5");
  const auto recorded =
      world_.Call(world_.persons(), &PersonStub::RecordInstitutionTold, told, AsOfficer());
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->scoring().to_tell(1).told_date(), "2026-03-17");
  EXPECT_EQ(recorded->scoring().to_tell(0).told_date(), "");
  told.clear_request_id();
  EXPECT_EQ(
      Outcome(world_.Call(world_.persons(), &PersonStub::RecordInstitutionTold, told, AsOfficer())
                  .status()),
      "ALREADY_EXISTS/ALREADY_EXISTS");

  EXPECT_EQ(world_.Get("D1", "2026-03-17").qualification().state(), v1::QUALIFICATION_STATE_NORMAL);
  EXPECT_EQ(world_.Get("D1", "2026-03-18", AsInstitution("M002")).qualification().points(), 9)
      << "the new employer sees them";

  world_.server().clock().Set(Day(2026, 4, 20));
  world_.Revoke(file.case_id());
  const v1::PersonScoring reversed = world_.Scoring(first.scoring_id());
  EXPECT_EQ(reversed.state(), v1::PERSON_SCORING_STATE_REVERSED);
  EXPECT_THAT(reversed.steps(), SizeIs(5));
  EXPECT_EQ(reversed.steps(4).actor(), "deputy");
  const v1::Person after = world_.Get("D1", "2026-04-21");
  EXPECT_EQ(after.qualification().state(), v1::QUALIFICATION_STATE_NORMAL);
  EXPECT_EQ(after.qualification().points(), 0);
  EXPECT_EQ(world_.Get("D1", "2026-04-20").qualification().state(),
            v1::QUALIFICATION_STATE_SUSPENDED)
      << "what was served stays served";
  const auto verified =
      rpc::Invoke(*v1::LedgerService::NewStub(world_.server().channel()),
                  &v1::LedgerService::Stub::VerifyChain, {}, As({options::v1::ROLE_AUDITOR}));
  EXPECT_TRUE(verified.ok()) << verified.status();
}

TEST_P(PersonsTest, AScoringOnItsWayEndsWithTheDecisionItRestsOn) {
  world_.Hire(Doctor("D1"));
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  const auto proposed = world_.Propose(
      world_.Proposal(file.case_id(), "D1", {AskedLine("Q101", pol::RESPONSIBILITY_GENERAL)}));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  const std::string id = proposed->scorings(0).scoring_id();
  ASSERT_TRUE(world_.Notify(id, "2026-03-02").ok());
  EXPECT_THAT(world_.Due(id), ElementsAre("objection 2026-03-16"));
  world_.Revoke(file.case_id());
  EXPECT_EQ(world_.Scoring(id).state(), v1::PERSON_SCORING_STATE_DISMISSED);
  EXPECT_THAT(world_.Due(id), IsEmpty()) << "nothing is left to object to";
}

TEST_P(PersonsTest, AProposalNeedsTheDecisionTheOfficerAndThePerson) {
  world_.Hire(Doctor("D1"));
  world_.Hire(Doctor("D2", "M002"));
  const v1::Case served =
      world_.cases().Served("c1", "M001", {FindingOf(1, "M201", 3)}, "2026-02-12");
  const auto proposal = [&](const std::string& person, const v1::PersonLine& line) {
    return world_.Proposal(served.case_id(), person, {line});
  };
  const v1::PersonLine line = AskedLine("Q101", pol::RESPONSIBILITY_MAIN);
  const auto propose = [&](const v1::ProposePersonEntriesRequest& request) {
    return Outcome(world_.Propose(request).status());
  };
  EXPECT_EQ(propose(proposal("D1", line)), "FAILED_PRECONDITION/INSTITUTION_DECISION_FIRST");
  world_.server().clock().Set(Day(2026, 3, 2));
  world_.cases().Confirm(served.case_id());
  EXPECT_EQ(propose(proposal("D1", line)), "FAILED_PRECONDITION/INSTITUTION_DECISION_FIRST")
      << "decided, not yet served";
  world_.cases().Effect(served.case_id(), "2026-03-02");

  EXPECT_EQ(propose(proposal("D9", line)), "NOT_FOUND/UNKNOWN_PERSON");
  EXPECT_EQ(propose(proposal("D2", line)), "FAILED_PRECONDITION/NOT_EMPLOYED_THERE");
  EXPECT_EQ(propose(proposal("D1", AskedLine("M201", pol::RESPONSIBILITY_MAIN))),
            "FAILED_PRECONDITION/G3_WRONG_KIND");
  EXPECT_EQ(propose(proposal("D1", AskedLine("Q999", pol::RESPONSIBILITY_MAIN))),
            "INVALID_ARGUMENT/UNKNOWN_VIOLATION_CODE");
  EXPECT_EQ(propose(proposal("D1", AskedLine("Q201", pol::RESPONSIBILITY_MAIN))),
            "FAILED_PRECONDITION/PENALTY_REQUIRED");
  EXPECT_EQ(propose(proposal("D1", AskedLine("Q101", pol::RESPONSIBILITY_MAIN, 2))),
            "NOT_FOUND/UNKNOWN_FINDING");
  v1::PersonLine silent = line;
  silent.clear_reason();
  EXPECT_EQ(propose(proposal("D1", silent)), "FAILED_PRECONDITION/G14_REASON_REQUIRED");
  v1::PersonLine nobody = line;
  nobody.clear_responsibility();
  EXPECT_EQ(propose(proposal("D1", nobody)), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(
      Outcome(world_
                  .Call(world_.persons(), &PersonStub::ProposePersonEntries, proposal("D1", line),
                        As({options::v1::ROLE_CASE_OFFICER}, "officer-c"))
                  .status()),
      "PERMISSION_DENIED/NOT_AN_OFFICER_OF_THE_CASE");
  EXPECT_EQ(propose(proposal("D1", line)), "OK");
  EXPECT_EQ(propose(proposal("D1", line)), "ALREADY_EXISTS/ALREADY_EXISTS");
}

TEST_P(PersonsTest, EmergencyTreatmentIsRecordedAndNeverScored) {
  world_.Hire(Doctor("D1"));
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  v1::PersonLine line = AskedLine("Q402", pol::RESPONSIBILITY_MAIN);
  line.set_emergency(true);
  EXPECT_EQ(Outcome(world_.Propose(world_.Proposal(file.case_id(), "D1", {line})).status()),
            "FAILED_PRECONDITION/G14_REASON_REQUIRED");
  line.set_emergency_reason("resuscitation in the emergency room");
  const auto proposed = world_.Propose(world_.Proposal(file.case_id(), "D1", {line}));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->scorings(0).lines(0).points(), 0);
  ASSERT_TRUE(world_.Notify(proposed->scorings(0).scoring_id(), "2026-03-02").ok());
  v1::ConfirmPersonEntriesRequest confirm;
  confirm.set_scoring_id(proposed->scorings(0).scoring_id());
  confirm.set_waiver("waiver 1");
  const auto confirmed = world_.Confirm(confirm);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->scoring().state(), v1::PERSON_SCORING_STATE_DISMISSED);
  EXPECT_THAT(world_.Due(confirm.scoring_id()), IsEmpty()) << "waived";
  EXPECT_EQ(Outcome(world_.Effect(confirm.scoring_id(), "2026-03-02").status()),
            "FAILED_PRECONDITION/WRONG_STATE");
}

TEST_P(PersonsTest, AnObjectionIsFiledInTimeAnsweredAndMayLowerThePoints) {
  world_.Hire(Doctor("D1"));
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 2), Day(2026, 2, 11));
  const auto proposed = world_.Propose(
      world_.Proposal(file.case_id(), "D1", {AskedLine("Q201", pol::RESPONSIBILITY_MAIN)},
                      v1::SANCTION_ADMINISTRATIVE_PENALTY));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  const std::string id = proposed->scorings(0).scoring_id();
  const auto notified = world_.Notify(id, "2026-02-11");
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_EQ(notified->scoring().objection_deadline_date(), "2026-03-03")
      << "12, 13, 14 (make-up), 24, 25, 26, 27, 28 February (make-up), 2 and 3 March";
  EXPECT_THAT(world_.Due(id), ElementsAre("objection 2026-03-03"));
  v1::FilePersonObjectionRequest object;
  object.set_scoring_id(id);
  object.set_objection("I was on leave");
  world_.server().clock().Set(Day(2026, 3, 4));
  EXPECT_EQ(
      Outcome(world_.Call(world_.persons(), &PersonStub::FilePersonObjection, object, AsOfficer())
                  .status()),
      "FAILED_PRECONDITION/OUTSIDE_OBJECTION_WINDOW");
  world_.server().clock().Set(Day(2026, 3, 3));
  ASSERT_TRUE(
      world_.Call(world_.persons(), &PersonStub::FilePersonObjection, object, AsOfficer()).ok());
  EXPECT_THAT(world_.Due(id), ElementsAre("objection_reply 2026-03-17")) << "10 workdays to answer";
  v1::ConfirmPersonEntriesRequest confirm;
  confirm.set_scoring_id(id);
  EXPECT_EQ(Outcome(world_.Confirm(confirm).status()), "FAILED_PRECONDITION/G9_GROUND_UNANSWERED");
  confirm.set_objection_answer("for half of the time, as the roster shows");
  v1::LoweredLine& lowered = *confirm.add_lowered();
  lowered.set_item(1);
  lowered.set_responsibility(pol::RESPONSIBILITY_GENERAL);
  EXPECT_EQ(Outcome(world_.Confirm(confirm).status()), "FAILED_PRECONDITION/G14_REASON_REQUIRED");
  confirm.set_reason("half of the time on leave");
  confirm.set_etag("1");
  EXPECT_EQ(Outcome(world_.Confirm(confirm).status()), "ABORTED/ETAG_MISMATCH");
  confirm.clear_etag();
  const auto confirmed = world_.Confirm(confirm);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->scoring().lines(0).final_points(), 4);
  EXPECT_THAT(world_.Due(id), IsEmpty()) << "the decision answers it";
}

TEST_P(PersonsTest, TheSameBreachAgainInTheYearTakesItsOwnItem) {
  world_.Hire(Doctor("D1"));
  const v1::Case first = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  world_.Score(
      world_.Proposal(first.case_id(), "D1", {AskedLine("Q101", pol::RESPONSIBILITY_MAIN)}));
  const v1::Case second = world_.InForce("c2", "2026-03-03", Day(2026, 3, 10), Day(2026, 3, 20));
  EXPECT_EQ(Outcome(world_
                        .Propose(world_.Proposal(second.case_id(), "D1",
                                                 {AskedLine("Q101", pol::RESPONSIBILITY_MAIN)}))
                        .status()),
            "FAILED_PRECONDITION/REPEAT_ITEM_REQUIRED");
  const auto effect = world_.Score(
      world_.Proposal(second.case_id(), "D1", {AskedLine("Q302", pol::RESPONSIBILITY_MAIN)}));
  EXPECT_EQ(effect.balance_points(), 12);
  EXPECT_EQ(effect.qualification().state(), v1::QUALIFICATION_STATE_TERMINATED);
  EXPECT_FALSE(effect.qualification().one_event()) << "3 and 9 in two decisions";
  EXPECT_EQ(effect.qualification().bar_end_date(), "2027-03-20");
}

TEST_P(PersonsTest, TwoDecisionsThatReachTheBandTogetherNeedAChosenLengthInEitherOrderOfService) {
  const std::string cases[] = {
      world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2)).case_id(),
      world_.InForce("c2", "2026-01-16", Day(2026, 3, 10), Day(2026, 3, 20)).case_id()};
  for (const size_t served_first : {size_t{0}, size_t{1}}) {
    const std::string who = served_first == 0 ? "D1" : "D2";
    world_.Hire(Doctor(who));
    std::vector<std::string> ids;
    for (const std::string& case_id : cases) {
      v1::ProposePersonEntriesRequest proposal =
          world_.Proposal(case_id, who, {AskedLine("Q202", pol::RESPONSIBILITY_IMPORTANT)});
      proposal.mutable_persons(0)->set_suspend_months(3);
      const auto proposed = world_.Propose(proposal);
      ASSERT_TRUE(proposed.ok()) << proposed.status();
      ids.push_back(proposed->scorings(0).scoring_id());
      ASSERT_TRUE(world_.Notify(ids.back(), "2026-03-20").ok());
    }
    v1::ConfirmPersonEntriesRequest confirm;
    confirm.set_waiver("waiver 1");
    confirm.set_scoring_id(ids[0]);
    ASSERT_EQ(Outcome(world_.Confirm(confirm).status()), "OK") << "5 points suspend nobody";
    confirm.set_scoring_id(ids[1]);
    EXPECT_EQ(Outcome(world_.Confirm(confirm).status()), "FAILED_PRECONDITION/SUSPENSION_MONTHS")
        << "5 and 5 that wait for service are 10";
    confirm.set_suspend_months(3);
    confirm.set_suspend_reason("both decisions together");
    ASSERT_EQ(Outcome(world_.Confirm(confirm).status()), "OK");
    const auto first = world_.Effect(ids[served_first], "2026-03-20");
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_EQ(first->qualification().state(), v1::QUALIFICATION_STATE_NORMAL);
    const auto second = world_.Effect(ids[1 - served_first], "2026-03-20");
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(second->balance_points(), 10);
    EXPECT_EQ(second->qualification().to_date(), "2026-06-20")
        << "case " << served_first << " was served first";
  }
}

TEST_P(PersonsTest, WhoIsTerminatedIsNotRegisteredAnewBeforeTheBarIsOver) {
  const v1::Person doctor = Doctor("D1");
  world_.Hire(doctor);
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  const auto effect = world_.Score(world_.Proposal(file.case_id(), "D1",
                                                   {AskedLine("Q401", pol::RESPONSIBILITY_MAIN)},
                                                   v1::SANCTION_ADMINISTRATIVE_PENALTY));
  EXPECT_EQ(effect.qualification().state(), v1::QUALIFICATION_STATE_TERMINATED);
  EXPECT_TRUE(effect.qualification().one_event());
  EXPECT_EQ(effect.qualification().bar_end_date(), "2029-03-02");
  const auto again = [&](const v1::Person& person) {
    v1::RegisterPersonRequest request;
    *request.mutable_person() = person;
    return Outcome(
        world_.Call(world_.persons(), &PersonStub::RegisterPerson, request, AsSupervisor())
            .status());
  };
  v1::Person other_code = doctor;
  other_code.set_person_id("D1-NEW");
  world_.server().clock().Set(Day(2029, 3, 2));
  EXPECT_EQ(again(doctor), "FAILED_PRECONDITION/PERSON_BARRED") << "the last day of the bar";
  v1::Agreement agreement;
  agreement.set_agreement_no("A1");
  agreement.set_subject_kind(v1::SUBJECT_KIND_PERSON);
  agreement.set_subject_id("D1");
  agreement.set_institution_id("M001");
  agreement.set_to_date("2029-12-31");
  agreement.set_signed_date("2029-03-01");
  const auto sign = [&](const std::string& from) {
    v1::SignAgreementRequest request;
    *request.mutable_agreement() = agreement;
    request.mutable_agreement()->set_from_date(from);
    return Outcome(
        world_.Call(world_.agreements(), &AgreementStub::SignAgreement, request, AsSupervisor())
            .status());
  };
  EXPECT_EQ(sign("2029-03-02"), "FAILED_PRECONDITION/PERSON_BARRED") << "the last day of the bar";
  EXPECT_EQ(sign("2029-03-03"), "FAILED_PRECONDITION/PERSON_NOT_REGISTERED") << "not yet anew";
  EXPECT_EQ(again(other_code), "FAILED_PRECONDITION/PERSON_BARRED") << "the licence tells";
  world_.server().clock().Set(Day(2029, 3, 3));
  EXPECT_EQ(again(other_code), "ALREADY_EXISTS/DUPLICATE_PERSON");
  EXPECT_EQ(again(doctor), "OK");
  EXPECT_EQ(sign("2029-03-03"), "OK") << "the day after the bar, registered anew";
  EXPECT_EQ(world_.Get("D1").qualification().state(), v1::QUALIFICATION_STATE_NORMAL);
  EXPECT_THAT(world_.Get("D1").registered_dates(), SizeIs(2));
  EXPECT_EQ(again(doctor), "ALREADY_EXISTS/DUPLICATE_PERSON") << "registered and normal";
}

TEST_P(PersonsTest, TheShareOfAnInstitutionIsShownAndProposesNothingWhileTheRuleIsOff) {
  for (const char* id : {"D1", "D2", "D3"}) world_.Hire(Doctor(id));
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  world_.Score(world_.Proposal(file.case_id(), "D1", {AskedLine("Q301", pol::RESPONSIBILITY_MAIN)}),
               1);
  v1::GetPersonShareRequest ask;
  ask.set_institution_id("M001");
  ask.set_year(2026);
  const auto share =
      world_.Call(world_.persons(), &PersonStub::GetPersonShare, ask, AsSupervisor());
  ASSERT_TRUE(share.ok()) << share.status();
  EXPECT_EQ(share->persons(), 3);
  EXPECT_EQ(share->affected(), 1);
  EXPECT_EQ(share->share_bp(), 3333);
  ask.set_year(2025);
  const auto before =
      world_.Call(world_.persons(), &PersonStub::GetPersonShare, ask, AsSupervisor());
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->persons(), 3);
  EXPECT_EQ(before->affected(), 0) << "suspended in another year";
  EXPECT_FALSE(share->rule_enabled());
  EXPECT_EQ(share->proposal(), v1::SHARE_PROPOSAL_UNSPECIFIED);
}

}  // namespace
}  // namespace probity::scoring

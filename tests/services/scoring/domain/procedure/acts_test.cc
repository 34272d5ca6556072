// Legal review, collective discussion, grounds, transfers, publicity, challenges: each act's
// refusal and the nearest act that is accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/scoring/domain/procedure/challenge.h"
#include "services/scoring/domain/procedure/grounds.h"
#include "services/scoring/domain/procedure/guards.h"
#include "services/scoring/domain/procedure/opinions.h"
#include "services/scoring/domain/procedure/transfer.h"
#include "tests/services/scoring/domain/procedure/procedure_cases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;

const Day kActDay(2026, 3, 2);

CaseFile Waiting(CaseState state = CaseState::kJudged) {
  return CaseIn(state, {MakeFinding(1, "FIXED", 6), MakeFinding(2, "RANGE", 3)});
}

ProcedureFacts WithFormerOfficer() {
  ProcedureFacts facts;
  facts.recused = {"former"};
  return facts;
}

TEST(LegalReview, IsGivenByNobodyWhoInvestigated) {
  const auto review = [](CaseState state, const LegalReview& one) {
    return ReasonOf(RecordLegalReview(Waiting(state), WithFormerOfficer(), one, kActDay).status());
  };
  const LegalReview agree = {"reviewer", ReviewOpinion::kAgree, "", "op 1"};
  EXPECT_EQ(review(CaseState::kJudged, agree), "OK");
  EXPECT_EQ(review(CaseState::kWaived, agree), "OK");
  for (const CaseState state : {CaseState::kObjected, CaseState::kCommittee, CaseState::kConfirmed,
                                CaseState::kSuspended}) {
    EXPECT_EQ(review(state, agree), "WRONG_STATE") << CaseStateName(state);
  }
  for (const char* person : {"officer-a", "officer-b", "former"}) {
    LegalReview own = agree;
    own.person = person;
    EXPECT_EQ(review(CaseState::kJudged, own), "OFFICER_OF_THE_CASE") << person;
  }
  EXPECT_EQ(review(CaseState::kJudged, {"reviewer", ReviewOpinion::kReturn, "", "op 1"}),
            "BAD_REQUEST")
      << "a return says why";
  EXPECT_EQ(review(CaseState::kJudged, {"reviewer", ReviewOpinion::kReturn, "basis", "op 1"}),
            "OK");
  EXPECT_EQ(review(CaseState::kJudged, {"reviewer", ReviewOpinion::kAgree, "", ""}), "BAD_REQUEST")
      << "an opinion has a number";
}

TEST(Discussion, NeedsEnoughWhoDidNotInvestigate) {
  const auto discuss = [](const Discussion& one, CaseState state = CaseState::kWaived) {
    return ReasonOf(
        RecordDiscussion(Waiting(state), WithFormerOfficer(), one, 3, kActDay).status());
  };
  const Discussion three = {kActDay, "minutes 1", "agreed", {"x", "y", "z"}, {}};
  EXPECT_EQ(discuss(three), "OK");
  EXPECT_EQ(discuss(three, CaseState::kCommittee), "OK") << "of a decision in its place";
  EXPECT_EQ(discuss(three, CaseState::kObjected), "WRONG_STATE");
  Discussion other = three;
  other.participants = {"x", "y"};
  EXPECT_EQ(discuss(other), "G12_COLLECTIVE_DISCUSSION");
  other.participants = {"x", "y", "y"};
  EXPECT_EQ(discuss(other), "BAD_REQUEST") << "one person twice is no third";
  other.participants = {"x", "y", "former"};
  EXPECT_EQ(discuss(other), "OFFICER_OF_THE_CASE");
  other = three;
  other.held = kActDay + 1;
  EXPECT_EQ(discuss(other), "DATE_INVALID") << "tomorrow";
  other.held = Day(2026, 2, 11);
  EXPECT_EQ(discuss(other), "DATE_INVALID") << "the day before the notice was served";
  other.held = Day(2026, 2, 12);
  EXPECT_EQ(discuss(other), "OK");
  other = three;
  other.dissents = {{"w", "no"}};
  EXPECT_EQ(discuss(other), "BAD_REQUEST") << "dissent of somebody who was not there";
  other.dissents = {{"x", ""}};
  EXPECT_EQ(discuss(other), "BAD_REQUEST") << "dissent without opinion";
}

TEST(Discussion, KeepsDissent) {
  const auto record = RecordDiscussion(
      Waiting(), {}, {kActDay, "minutes 1", "agreed", {"x", "y", "z"}, {{"y", "too heavy"}}}, 3,
      kActDay);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->parts.back(), (RecordPart{PartKind::kDissent, "y", "too heavy"}));
  EXPECT_THAT(PartsOf(*record, PartKind::kParticipant), ElementsAre("x", "y", "z"));
}

TEST(Discussion, InTheCommitteesPlaceIsOfThisReferralAndNoVerdict) {
  const auto discussed = [](std::vector<CaseRecord> records) {
    return ReasonOf(CheckDiscussedInstead(FactsAfter(std::move(records))));
  };
  const CaseRecord act = Recorded(RecordKind::kDiscussed);
  CaseRecord verdict = StepTo(CaseState::kJudged);
  verdict.actor = kCommitteeActor;
  const CaseRecord referred = StepTo(CaseState::kCommittee);
  EXPECT_EQ(discussed({referred}), "G12_COLLECTIVE_DISCUSSION");
  EXPECT_EQ(discussed({referred, act}), "OK");
  EXPECT_EQ(discussed({act, referred}), "G12_COLLECTIVE_DISCUSSION") << "before the referral";
  EXPECT_EQ(discussed({referred, act, StepTo(CaseState::kJudged)}), "OK")
      << "what the director decided was discussed, also for the decision";
  EXPECT_EQ(discussed({referred, act, verdict}), "G12_COLLECTIVE_DISCUSSION")
      << "the committee judged after all: nobody has discussed its verdict";
}

TEST(Grounds, AreThePartysWithinItsWindowAndAnOfficersUntilTheDecision) {
  CaseFile file = Waiting(CaseState::kObjected);  // window until 2026-02-26
  const auto file_on = [&](bool by_party, Day today) {
    return ReasonOf(FileGround(file, "we did it for care", {}, by_party, today).status());
  };
  EXPECT_EQ(file_on(true, Day(2026, 2, 26)), "OK") << "the last day";
  EXPECT_EQ(file_on(true, Day(2026, 2, 27)), "OUTSIDE_OBJECTION_WINDOW");
  EXPECT_EQ(file_on(false, Day(2026, 2, 27)), "OK") << "an officer lists what the paper says";
  EXPECT_EQ(ReasonOf(FileGround(file, "", {}, false, kActDay).status()), "BAD_REQUEST");
  file.state = CaseState::kNotified;
  EXPECT_EQ(file_on(false, Day(2026, 2, 12)), "WRONG_STATE") << "nothing was served";
  file.state = CaseState::kConfirmed;
  file.decision = Decision::kConfirmed;
  EXPECT_EQ(file_on(false, kActDay), "WRONG_STATE");
}

TEST(Grounds, SustainedAdoptTheirEvidence) {
  const CaseFile file = Waiting(CaseState::kObjected);
  const auto ground = FileGround(file, "we did it for care", {"e1", "e2"}, true, Day(2026, 2, 13));
  ASSERT_TRUE(ground.ok()) << ground.status();
  const ProcedureFacts facts = FactsAfter({*ground});
  const auto answer = [&](GroundFinding finding) {
    finding.ground = finding.ground == 0 ? 1 : finding.ground;
    return ReasonOf(AnswerGround(file, facts, finding, kActDay).status());
  };
  using O = GroundOutcome;
  EXPECT_EQ(answer({0, O::kSustained, "so it was", "", {"e1", "e2"}, {1}}), "OK");
  EXPECT_EQ(answer({0, O::kSustained, "so it was", "", {"e1"}, {1}}), "G9_EVIDENCE_NOT_ADOPTED");
  EXPECT_EQ(answer({0, O::kPartly, "in part", "", {"e1"}, {}}), "OK");
  EXPECT_EQ(answer({0, O::kPartly, "in part", "", {"e3"}, {}}), "BAD_REQUEST")
      << "evidence the ground did not name";
  EXPECT_EQ(answer({0, O::kNotSustained, "no", "", {}, {}}), "OK");
  EXPECT_EQ(answer({0, O::kNotSustained, "", "", {}, {}}), "BAD_REQUEST") << "says why";
  EXPECT_EQ(answer({0, O::kNotSustained, "no", "", {"e1"}, {}}), "BAD_REQUEST");
  EXPECT_EQ(answer({0, O::kSustained, "so it was", "", {"e1", "e2"}, {3}}), "UNKNOWN_FINDING");
  EXPECT_EQ(answer({2, O::kNotSustained, "no", "", {}, {}}), "UNKNOWN_RECORD");
}

TEST(Transfer, IsHandedOverByPaperBetweenOpeningAndToday) {
  CaseFile file = Waiting(CaseState::kInvestigating);  // opened 2026-01-16
  const auto hand_over = [&](const HandOver& one) {
    return ReasonOf(TransferCase(file, one, Day(2026, 4, 1), kActDay).status());
  };
  const HandOver police = {Authority::kPolice, "letter 1", Day(2026, 1, 16), "suspected fraud"};
  EXPECT_EQ(hand_over(police), "OK") << "on the day of filing";
  HandOver other = police;
  other.handed_over = Day(2026, 1, 15);
  EXPECT_EQ(hand_over(other), "DATE_INVALID");
  other.handed_over = kActDay + 1;
  EXPECT_EQ(hand_over(other), "DATE_INVALID");
  other = police;
  other.document_no.clear();
  EXPECT_EQ(hand_over(other), "BAD_REQUEST");
  other = police;
  other.reason.clear();
  EXPECT_EQ(hand_over(other), "BAD_REQUEST");
  file.state = CaseState::kArchived;
  EXPECT_EQ(hand_over(police), "CASE_FILE_CLOSED") << "a closed file takes nothing";
  file.state = CaseState::kEffective;
  EXPECT_EQ(hand_over(police), "OK") << "after the decision too";
}

TEST(Transfer, IsReceivedOnceAndAnsweredOnceOrGivenUp) {
  const auto handed =
      TransferCase(Waiting(), {Authority::kHealth, "letter 1", Day(2026, 2, 13), "licence"},
                   Day(2026, 3, 15), kActDay);
  ASSERT_TRUE(handed.ok()) << handed.status();
  const std::vector<CaseRecord> open = {*handed};
  const auto receive = [](const std::vector<CaseRecord>& records, Day day) {
    return ReceiveTransfer(FactsAfter(records), 1, "receipt 1", day, kActDay);
  };
  EXPECT_EQ(ReasonOf(receive(open, Day(2026, 2, 12)).status()), "DATE_INVALID");
  const auto received = receive(open, Day(2026, 2, 13));
  ASSERT_TRUE(received.ok()) << received.status();
  EXPECT_EQ(ReasonOf(receive(With(open, *received), kActDay).status()), "WRONG_STATE");
  const AnswerOfAuthority accepted = {1, TransferAnswer::kAccepted, "answer 1", kActDay, ""};
  EXPECT_EQ(ReasonOf(AnswerTransfer(FactsAfter(open), accepted, kActDay).status()), "OK")
      << "an answer without a receipt is an answer";
  const auto answered = AnswerTransfer(FactsAfter(With(open, *received)), accepted, kActDay);
  ASSERT_TRUE(answered.ok()) << answered.status();
  const ProcedureFacts ended = FactsAfter(With(With(open, *received), *answered));
  EXPECT_EQ(ReasonOf(AnswerTransfer(ended, accepted, kActDay).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(GiveUpTransfer(ended, 1, "no reply", kActDay).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(GiveUpTransfer(FactsAfter(open), 1, "", kActDay).status()), "BAD_REQUEST");
  EXPECT_EQ(ReasonOf(GiveUpTransfer(FactsAfter(open), 2, "no reply", kActDay).status()),
            "UNKNOWN_RECORD");
  EXPECT_EQ(ReasonOf(GiveUpTransfer(FactsAfter(open), 1, "no reply", kActDay).status()), "OK");
}

TEST(Publicity, IsOfADecisionInEffect) {
  CaseFile file = Waiting(CaseState::kConfirmed);
  const auto publish = [&](PublicityFact fact, const std::string& number, const std::string& reason,
                           Day day) {
    return ReasonOf(RecordPublicity(file, fact, number, reason, day, kActDay).status());
  };
  EXPECT_EQ(publish(PublicityFact::kPublished, "p 1", "", kActDay), "WRONG_STATE");
  file.state = CaseState::kEffective;
  file.effective = kActDay;
  EXPECT_EQ(publish(PublicityFact::kPublished, "p 1", "", kActDay), "OK");
  EXPECT_EQ(publish(PublicityFact::kPublished, "", "", kActDay), "BAD_REQUEST");
  EXPECT_EQ(publish(PublicityFact::kPublished, "p 1", "", kActDay - 1), "DATE_INVALID")
      << "the day before it took effect";
  EXPECT_EQ(publish(PublicityFact::kNotPublished, "", "", kActDay), "BAD_REQUEST") << "says why";
  EXPECT_EQ(publish(PublicityFact::kNotPublished, "", "a state secret", kActDay), "OK");
  file.state = CaseState::kClosed;
  EXPECT_EQ(publish(PublicityFact::kPublished, "p 1", "", kActDay), "CASE_FILE_CLOSED");
}

TEST(Challenge, CountsWhileTheCaseIsUndecidedAndUpToTheLimit) {
  CaseFile file = Waiting(CaseState::kObjected);
  EXPECT_TRUE(AcceptsChallenge(file, 2, 3));
  EXPECT_FALSE(AcceptsChallenge(file, 3, 3));
  file.decision = Decision::kConfirmed;
  EXPECT_FALSE(AcceptsChallenge(file, 0, 3));
  file.decision = Decision::kNone;
  file.notice_served.reset();
  EXPECT_FALSE(AcceptsChallenge(file, 0, 3)) << "the party knows of nothing yet";
}

TEST(Challenge, StrikesOnceItIsGranted) {
  Challenge institution;
  institution.target = "M002";
  Challenge person;
  person.target_kind = ChallengeTarget::kPerson;
  person.target = "某人";
  ChallengeRuling granted;
  granted.ruling = Ruling::kGranted;
  EXPECT_TRUE(ChallengedInstitutions({institution, person}).empty()) << "nobody ruled";
  institution.ruling = ChallengeRuling();
  person.ruling = granted;
  EXPECT_TRUE(ChallengedInstitutions({institution, person}).empty()) << "refused";
  EXPECT_THAT(ChallengedPersons({institution, person}), ElementsAre("某人"));
  institution.ruling = granted;
  EXPECT_THAT(ChallengedInstitutions({institution, person}), ElementsAre("M002"));
}

}  // namespace
}  // namespace probity::scoring

// One person's scoring from its trigger to the decision in force, each guard with its nearest wrong
// input.
#include <gmock/gmock.h>

#include <iterator>

#include "common/policy/evaluate.h"
#include "services/scoring/domain/persons/scoring.h"
#include "services/scoring/domain/persons/share.h"
#include "tests/services/scoring/domain/persons/person_policy.h"

namespace probity::scoring {
namespace {

using policy::Responsibility;

CaseFile EffectiveCase() {
  CaseFile file;
  file.case_id = "case";
  file.state = CaseState::kEffective;
  file.effective = Day(2026, 3, 2);
  FindingFile upheld;
  upheld.item = 1;
  upheld.code = "M201";
  upheld.final_points = 3;
  FindingFile dropped = upheld;
  dropped.item = 2;
  dropped.final_points = 0;
  file.findings = {upheld, dropped};
  return file;
}

TEST(Trigger, IsAFindingWithPointsOfADecisionInForce) {
  EXPECT_EQ(ReasonOf(TriggeringFinding(EffectiveCase(), 1).status()), "OK");
  EXPECT_EQ(ReasonOf(TriggeringFinding(EffectiveCase(), 2).status()), "INSTITUTION_DECISION_FIRST")
      << "a finding that was not upheld";
  EXPECT_EQ(ReasonOf(TriggeringFinding(EffectiveCase(), 3).status()), "UNKNOWN_FINDING");
  CaseFile confirmed = EffectiveCase();
  confirmed.state = CaseState::kConfirmed;
  confirmed.effective.reset();
  EXPECT_EQ(ReasonOf(TriggeringFinding(confirmed, 1).status()), "INSTITUTION_DECISION_FIRST")
      << "decided, not yet served";
  CaseFile revoked = EffectiveCase();
  revoked.revoked = Day(2026, 4, 1);
  EXPECT_EQ(ReasonOf(TriggeringFinding(revoked, 1).status()), "INSTITUTION_DECISION_FIRST");
}

PersonLine Line(const std::string& code, Responsibility responsibility = Responsibility::kMain) {
  PersonLine line;
  line.item = 1;
  line.finding_item = 1;
  line.code = code;
  line.violation_code = "M201";
  line.responsibility = responsibility;
  line.reason = "signed the prescriptions";
  line.act_start = line.act_end = Day(2026, 2, 10);
  return line;
}

absl::StatusOr<PersonLine> Draft(const PersonLine& line,
                                 Sanction sanction = Sanction::kAdministrativePenalty,
                                 const std::vector<ScoredBreach>& before = {}) {
  return DraftLine(line, PersonPolicy(), *policy::FindItem(PersonPolicy(), line.code), sanction,
                   before);
}

TEST(DraftLine, GivesThePointsOfTheResponsibilityForEveryItem) {
  struct Case {
    const char* code;
    int64_t low;
  };
  const Case cases[] = {{"Q101", 1}, {"Q102", 1},  {"Q201", 4}, {"Q202", 4},
                        {"Q301", 7}, {"Q401", 10}, {"Q402", 10}};
  const Responsibility roles[] = {Responsibility::kGeneral, Responsibility::kImportant,
                                  Responsibility::kMain};
  for (const Case& c : cases) {
    for (size_t i = 0; i < std::size(roles); ++i) {
      const auto drafted = Draft(Line(c.code, roles[i]));
      ASSERT_TRUE(drafted.ok()) << c.code << drafted.status();
      EXPECT_EQ(drafted->points, c.low + static_cast<int64_t>(i)) << c.code << " role " << i;
      EXPECT_EQ(drafted->policy_sha256, PersonPolicy().sha256);
    }
  }
}

TEST(DraftLine, NeverScoresEmergencyTreatmentAndAsksWhyItWasOne) {
  PersonLine line = Line("Q401");
  line.emergency = true;
  EXPECT_EQ(ReasonOf(Draft(line).status()), "G14_REASON_REQUIRED");
  line.emergency_reason = "resuscitation";
  EXPECT_EQ(Draft(line)->points, 0);
}

TEST(DraftLine, AsksWhyTheResponsibilityWasChosen) {
  PersonLine line = Line("Q101");
  line.reason.clear();
  EXPECT_EQ(ReasonOf(Draft(line).status()), "G14_REASON_REQUIRED");
}

TEST(DraftLine, TakesTheItemsOfAPenaltyOnlyAfterOne) {
  for (const char* code : {"Q201", "Q401"}) {
    EXPECT_EQ(ReasonOf(Draft(Line(code), Sanction::kAgreement).status()), "PENALTY_REQUIRED")
        << code;
  }
  for (const char* code : {"Q101", "Q202", "Q301", "Q402"}) {
    EXPECT_EQ(ReasonOf(Draft(Line(code), Sanction::kAgreement).status()), "OK") << code;
  }
}

TEST(DraftLine, TakesTheItemOfRepetitionForTheSameBreachLaterInTheYear) {
  const Day act = Day(2026, 2, 10);
  struct Case {
    std::string what;
    ScoredBreach before;
    bool repeated;
  };
  const Case cases[] = {
      {"scored the day before the act ended", {"M201", act - 1, 2026}, true},
      {"scored on the day the act ended", {"M201", act, 2026}, false},
      {"another breach", {"M202", act - 1, 2026}, false},
      {"of the year before", {"M201", act - 1, 2025}, false},
  };
  for (const Case& c : cases) {
    const auto drafted = [&](const char* code) {
      return ReasonOf(Draft(Line(code), Sanction::kAdministrativePenalty, {c.before}).status());
    };
    EXPECT_EQ(drafted("Q101"), c.repeated ? "REPEAT_ITEM_REQUIRED" : "OK") << c.what;
    EXPECT_EQ(drafted("Q201"), c.repeated ? "REPEAT_ITEM_REQUIRED" : "OK") << c.what;
    EXPECT_EQ(drafted("Q302"), c.repeated ? "OK" : "NO_REPETITION") << c.what;
    EXPECT_EQ(drafted("Q401"), "OK") << "a heavier item stays: " << c.what;
  }
}

constexpr Day kProposed(2026, 3, 10);
constexpr Day kServed(2026, 3, 11);
constexpr Day kDeadline(2026, 3, 25);

DocumentService Served(Day day) {
  return {ServiceMethod::kDirect, day, "receipt", false};
}

PersonScoring Proposed(std::vector<PersonLine> lines) {
  PersonScoring scoring;
  scoring.scoring_id = "scoring";
  scoring.person_id = "D1";
  scoring.state = ScoringState::kProposed;
  scoring.proposed = kProposed;
  for (size_t i = 0; i < lines.size(); ++i) {
    lines[i].item = static_cast<int32_t>(i) + 1;
    scoring.lines.push_back(*Draft(lines[i]));
  }
  return scoring;
}

PersonScoring Notified(std::vector<PersonLine> lines) {
  return *RecordPersonNotice(Proposed(std::move(lines)), Served(kServed), kServed, kDeadline);
}

PersonDecision Decide(const PersonScoring& scoring, Day today = kDeadline + 1) {
  PersonDecision decision;
  decision.person = "director";
  decision.today = today;
  for (const PersonLine& line : scoring.lines) {
    if (line.points > 0) decision.policies[line.item] = &PersonPolicy();
  }
  return decision;
}

TEST(PersonNotice, IsServedBetweenTheProposalAndToday) {
  const PersonScoring proposed = Proposed({Line("Q101")});
  const auto serve = [&](Day day) {
    return ReasonOf(RecordPersonNotice(proposed, Served(day), kServed, kDeadline).status());
  };
  EXPECT_EQ(serve(kProposed - 1), "SERVICE_DATE_INVALID");
  EXPECT_EQ(serve(kProposed), "OK");
  EXPECT_EQ(serve(kServed), "OK");
  EXPECT_EQ(serve(kServed + 1), "SERVICE_DATE_INVALID");
  EXPECT_EQ(
      ReasonOf(RecordPersonNotice(Notified({Line("Q101")}), Served(kServed), kServed, kDeadline)
                   .status()),
      "WRONG_STATE");
  const DocumentService electronic = {ServiceMethod::kElectronic, kServed, "receipt", false};
  EXPECT_EQ(ReasonOf(RecordPersonNotice(proposed, electronic, kServed, kDeadline).status()),
            "G15_SERVICE_REQUIRED");
}

TEST(PersonObjection, IsFiledUpToTheLastDayOfTheWindow) {
  const PersonScoring notified = Notified({Line("Q101")});
  EXPECT_EQ(ReasonOf(FilePersonObjection(notified, "no", kDeadline).status()), "OK");
  EXPECT_EQ(ReasonOf(FilePersonObjection(notified, "late", kDeadline + 1).status()),
            "OUTSIDE_OBJECTION_WINDOW");
  EXPECT_EQ(ReasonOf(FilePersonObjection(Proposed({Line("Q101")}), "no", kServed).status()),
            "WRONG_STATE");
}

TEST(PersonDecisionTest, WaitsForTheWindowOrASignedWaiver) {
  const PersonScoring notified = Notified({Line("Q101")});
  PersonDecision decision = Decide(notified, kDeadline);
  EXPECT_EQ(ReasonOf(ConfirmPerson(notified, decision).status()), "G7_NOTICE_FIRST")
      << "the last day belongs to the person";
  decision.waiver = "waiver 1";
  EXPECT_EQ(ReasonOf(ConfirmPerson(notified, decision).status()), "OK");
  EXPECT_EQ(ReasonOf(ConfirmPerson(notified, Decide(notified)).status()), "OK");
  const PersonScoring proposed = Proposed({Line("Q101")});
  EXPECT_EQ(ReasonOf(ConfirmPerson(proposed, Decide(proposed)).status()), "WRONG_STATE");
}

TEST(PersonDecisionTest, AnswersTheObjection) {
  const PersonScoring objected = *FilePersonObjection(Notified({Line("Q101")}), "no", kDeadline);
  PersonDecision decision = Decide(objected, kDeadline);
  EXPECT_EQ(ReasonOf(ConfirmPerson(objected, decision).status()), "G9_GROUND_UNANSWERED");
  decision.objection_answer = "the prescriptions bear the signature";
  const auto confirmed = ConfirmPerson(objected, decision);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->state, ScoringState::kConfirmed);
  EXPECT_EQ(confirmed->lines[0].final_points, 3);
}

TEST(PersonDecisionTest, LowersWithAReasonAndNeverRaises) {
  const PersonScoring notified = Notified({Line("Q201", Responsibility::kImportant)});
  PersonDecision decision = Decide(notified);
  const auto lowered = [&](std::optional<Responsibility> to) {
    decision.lowered = {{1, to}};
    return ConfirmPerson(notified, decision);
  };
  EXPECT_EQ(ReasonOf(lowered(Responsibility::kGeneral).status()), "G14_REASON_REQUIRED");
  decision.reason = "under instruction";
  EXPECT_EQ(lowered(Responsibility::kGeneral)->lines[0].final_points, 4);
  EXPECT_EQ(ReasonOf(lowered(Responsibility::kImportant).status()), "G8_HEAVIER_THAN_NOTIFIED")
      << "the same responsibility is not lower";
  EXPECT_EQ(ReasonOf(lowered(Responsibility::kMain).status()), "G8_HEAVIER_THAN_NOTIFIED");
  EXPECT_EQ(lowered(std::nullopt)->state, ScoringState::kDismissed) << "nothing is left";
  decision.lowered = {{2, Responsibility::kGeneral}};
  EXPECT_EQ(ReasonOf(ConfirmPerson(notified, decision).status()), "UNKNOWN_FINDING");
}

TEST(PersonDecisionTest, EndsWithoutPointsWhereEverythingWasEmergency) {
  PersonLine line = Line("Q401");
  line.emergency = true;
  line.emergency_reason = "resuscitation";
  const PersonScoring notified = Notified({line});
  EXPECT_EQ(ConfirmPerson(notified, Decide(notified))->state, ScoringState::kDismissed);
}

TEST(PersonDecisionTest, AppliesALighterNewVersion) {
  policy::Policy lighter = PersonPolicy();
  lighter.sha256 = "lighter";
  for (policy::CatalogueItem& item : lighter.catalogue) {
    if (item.code == "Q201") item.points = {2, 4, 2};
  }
  const PersonScoring notified = Notified({Line("Q201")});
  PersonDecision decision = Decide(notified);
  decision.policies[1] = &lighter;
  const auto confirmed = ConfirmPerson(notified, decision);
  EXPECT_EQ(confirmed->lines[0].final_points, 4);
  EXPECT_EQ(confirmed->lines[0].policy_sha256, "lighter");
  std::erase_if(lighter.catalogue, [](const auto& item) { return item.code == "Q201"; });
  EXPECT_EQ(ConfirmPerson(notified, decision)->state, ScoringState::kDismissed)
      << "no longer punished";
}

TEST(PersonDecisionTest, ChoosesALengthWhereThePointsReachABandWithARange) {
  struct Case {
    std::string what;
    int64_t before;
    const char* code;
    int32_t months;
    std::string reason;
    std::string outcome;
  };
  const Case cases[] = {
      {"8 points suspend nobody", 0, "Q302", 0, "", "OK"},
      {"no length for 8 points", 0, "Q302", 1, "why", "SUSPENSION_MONTHS"},
      {"9 points need a length", 0, "Q301", 0, "", "SUSPENSION_MONTHS"},
      {"at least 1 month", 0, "Q301", 1, "why", "OK"},
      {"at most 6 months", 0, "Q301", 6, "why", "OK"},
      {"not 7", 0, "Q301", 7, "why", "SUSPENSION_MONTHS"},
      {"and a reason", 0, "Q301", 3, "", "G14_REASON_REQUIRED"},
      {"6 and 3 are 9", 6, "Q101", 0, "", "SUSPENSION_MONTHS"},
      {"5 and 3 are 8", 5, "Q101", 0, "", "OK"},
      {"11 points need one", 0, "Q402", 0, "", "SUSPENSION_MONTHS"},
      {"9 and 2 stay in the band", 9, "Q101", 0, "", "OK"},
      {"9 and 3 terminate", 9, "Q101", 0, "", "OK"},
      {"12 at once terminate", 0, "Q401", 0, "", "OK"},
      {"no length for a termination", 0, "Q401", 1, "why", "SUSPENSION_MONTHS"},
  };
  for (const Case& c : cases) {
    const bool lower = c.what == "8 points suspend nobody" || c.what == "no length for 8 points" ||
                       c.what == "11 points need one" || c.what == "9 and 2 stay in the band";
    PersonLine line = Line(c.code, lower ? Responsibility::kImportant : Responsibility::kMain);
    PersonScoring notified = Notified({Line("Q101")});
    const std::vector<ScoredBreach> repeat = {{"M201", Day(2026, 2, 1), 2026}};
    notified.lines = {*Draft(line, Sanction::kAdministrativePenalty,
                             line.code == "Q302" ? repeat : std::vector<ScoredBreach>())};
    notified.notified_months = 6;
    PersonDecision decision = Decide(notified);
    decision.balances[2026] = c.before;
    decision.suspend_months = c.months;
    decision.suspend_reason = c.reason;
    EXPECT_EQ(ReasonOf(ConfirmPerson(notified, decision).status()), c.outcome) << c.what;
  }
}

TEST(PersonDecisionTest, ChoosesNoLongerSuspensionThanTheNoticeTold) {
  struct Case {
    int32_t told;
    int32_t chosen;
    const char* outcome;
  };
  const Case cases[] = {{3, 3, "OK"},
                        {3, 2, "OK"},
                        {3, 4, "G8_HEAVIER_THAN_NOTIFIED"},
                        {0, 1, "OK"},  // the least that the rule itself brings
                        {0, 2, "G8_HEAVIER_THAN_NOTIFIED"}};
  for (const Case& c : cases) {
    PersonScoring notified = Notified({Line("Q301")});
    notified.notified_months = c.told;
    PersonDecision decision = Decide(notified);
    decision.suspend_months = c.chosen;
    decision.suspend_reason = "why";
    EXPECT_EQ(ReasonOf(ConfirmPerson(notified, decision).status()), c.outcome)
        << "told " << c.told << ", chosen " << c.chosen;
  }
}

TEST(PersonDecisionTest, CountsWhatIsDecidedAndNotYetServed) {
  PersonScoring confirmed = *ConfirmPerson(Notified({Line("Q202", Responsibility::kImportant)}),
                                           Decide(Notified({Line("Q202")})));
  ASSERT_EQ(confirmed.state, ScoringState::kConfirmed);
  const std::map<int32_t, int64_t> five = {{2026, 5}};
  EXPECT_EQ(UnservedPoints({confirmed}), five);
  for (const ScoringState state : {ScoringState::kNotified, ScoringState::kEffective,
                                   ScoringState::kDismissed, ScoringState::kReversed}) {
    PersonScoring other = confirmed;
    other.state = state;
    EXPECT_THAT(UnservedPoints({other}), ::testing::IsEmpty())
        << ScoringStateTitle(state) << ": nothing waits, or it is in the balance";
  }
}

TEST(PersonDecisionTest, IsPostedWithTheMonthsChosenForBothDecisions) {
  const PersonScoring silent = *ConfirmPerson(Notified({Line("Q101")}), Decide(Notified({})));
  PersonScoring chose = silent;
  chose.suspend_months = 3;
  EXPECT_EQ(MonthsAtService(silent, {chose}), 3) << "served before the one that chose";
  EXPECT_EQ(MonthsAtService(silent, {}), 0);
  PersonScoring own = silent;
  own.suspend_months = 2;
  EXPECT_EQ(MonthsAtService(own, {chose}), 2) << "its own choice goes first";
  PersonScoring other = chose;
  other.state = ScoringState::kEffective;
  EXPECT_EQ(MonthsAtService(silent, {other}), 3);
  other.state = ScoringState::kReversed;
  EXPECT_EQ(MonthsAtService(silent, {other}), 0) << "revoked with its choice";
  other = chose;
  other.lines[0].act_end = Day(2025, 12, 31);
  EXPECT_EQ(MonthsAtService(silent, {other}), 0) << "points of another year";
}

TEST(PersonDecisionTest, TakesEffectWithItsServiceAndEndsWithTheCase) {
  const PersonScoring notified = Notified({Line("Q101")});
  const PersonScoring confirmed = *ConfirmPerson(notified, Decide(notified));
  EXPECT_EQ(ReasonOf(RecordPersonDecision(confirmed, Served(kDeadline), kDeadline + 1).status()),
            "SERVICE_DATE_INVALID")
      << "served before it was decided";
  const auto effective = RecordPersonDecision(confirmed, Served(kDeadline + 1), kDeadline + 1);
  ASSERT_TRUE(effective.ok());
  EXPECT_EQ(effective->effective, kDeadline + 1);
  EXPECT_EQ(Revoked(*effective).state, ScoringState::kReversed);
  EXPECT_EQ(Revoked(confirmed).state, ScoringState::kDismissed) << "on its way";
  EXPECT_EQ(Revoked(Revoked(*effective)).state, ScoringState::kReversed) << "once";
  EXPECT_EQ(
      ReasonOf(RecordPersonDecision(*effective, Served(kDeadline + 1), kDeadline + 1).status()),
      "WRONG_STATE");
}

TEST(ShareRule, ProposesFromTwentyAndFiftyPercentWhereItIsOn) {
  policy::ShareRule rule = PersonPolicy().persons->share;
  EXPECT_EQ(ProposalFor(rule, {10, 10}), ShareProposal::kNone) << "off by default";
  rule.enabled = true;
  struct Case {
    ShareCount count;
    ShareProposal proposal;
    int32_t bp;
  };
  const Case cases[] = {{{0, 0}, ShareProposal::kNone, 0},
                        {{6, 1}, ShareProposal::kNone, 1666},
                        {{5, 1}, ShareProposal::kHoldSettlement, 2000},
                        {{101, 50}, ShareProposal::kHoldSettlement, 4950},
                        {{100, 50}, ShareProposal::kSuspendAgreement, 5000},
                        {{3, 3}, ShareProposal::kSuspendAgreement, 10000}};
  for (const Case& c : cases) {
    EXPECT_EQ(ProposalFor(rule, c.count), c.proposal) << c.count.affected << "/" << c.count.persons;
    EXPECT_EQ(ShareBp(c.count), c.bp);
  }
}

}  // namespace
}  // namespace probity::scoring

#include "services/scoring/domain/consequences/measure.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "services/scoring/domain/consequences/hold.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

policy::MeasureRules Rules() {
  policy::MeasureRules rules;
  rules.agreement_days_max = 180;
  rules.department = {6, 12};
  rules.person = {1, 6};
  return rules;
}

SuspensionOrder OfPerson(Day served, int32_t months) {
  SuspensionOrder order;
  order.kind = MeasureKind::kPerson;
  order.subject = MeasureSubject::kPerson;
  order.subject_id = "D1";
  order.served = served;
  order.months = months;
  return order;
}

Measure Running(Day first, Day last) {
  Measure measure;
  measure.subject_id = "M001";
  measure.first = first;
  measure.last = last;
  return measure;
}

TEST(OrderedSuspension, RunsFromTheDayAfterServiceToTheCorrespondingDay) {
  struct Row {
    const char* what;
    Day served;
    int32_t months;
    Day first, last;
  };
  const Row rows[] = {
      {"31 January and a month", Day(2026, 1, 31), 1, Day(2026, 2, 1), Day(2026, 2, 28)},
      {"31 May and 3 months", Day(2026, 5, 31), 3, Day(2026, 6, 1), Day(2026, 8, 31)},
      {"into a leap February", Day(2027, 11, 29), 3, Day(2027, 11, 30), Day(2028, 2, 29)},
      {"from 29 February 2028, half a year", Day(2028, 2, 29), 6, Day(2028, 3, 1),
       Day(2028, 8, 29)},
      {"30 November into a short February", Day(2026, 11, 30), 3, Day(2026, 12, 1),
       Day(2027, 2, 28)},
      {"its end is no workday and does not roll", Day(2026, 7, 1), 3, Day(2026, 7, 2),
       Day(2026, 10, 1)},
  };
  for (const Row& row : rows) {
    const auto measure = OrderSuspension(OfPerson(row.served, row.months), Rules(), row.served);
    ASSERT_TRUE(measure.ok()) << row.what << ": " << measure.status();
    EXPECT_EQ(measure->first, row.first) << row.what;
    EXPECT_EQ(measure->last, row.last) << row.what;
  }
}

TEST(OrderedSuspension, LastsAsLongAsTheLawAllows) {
  struct Row {
    MeasureKind kind;
    MeasureSubject subject;
    MeasureScope scope;
    int32_t months, days;
    const char* outcome;
  };
  using K = MeasureKind;
  using S = MeasureSubject;
  using C = MeasureScope;
  const Row rows[] = {
      {K::kDepartment, S::kInstitution, C::kDepartment, 5, 0, "MEASURE_LENGTH"},
      {K::kDepartment, S::kInstitution, C::kDepartment, 6, 0, "OK"},
      {K::kDepartment, S::kInstitution, C::kServiceLine, 12, 0, "OK"},
      {K::kPerson, S::kPerson, C::kWhole, 0, 0, "MEASURE_LENGTH"},
      {K::kPerson, S::kPerson, C::kWhole, 6, 0, "OK"},
      {K::kPerson, S::kInstitution, C::kPerson, 7, 0, "MEASURE_LENGTH"},
      {K::kAgreement, S::kInstitution, C::kWhole, 0, 180, "OK"},
      {K::kAgreement, S::kInstitution, C::kWhole, 0, 181, "MEASURE_LENGTH"},
      {K::kAgreement, S::kInstitution, C::kWhole, 6, 0, "MEASURE_LENGTH"},
      {K::kPoints, S::kInstitution, C::kWhole, 1, 0, "MEASURE_STATE"},
      {K::kCancellation, S::kInstitution, C::kWhole, 0, 0, "MEASURE_STATE"},
      {K::kPerson, S::kPerson, C::kWhole, 1, 0, "OK"},
      {K::kPerson, S::kPerson, C::kWhole, 3, 1, "MEASURE_LENGTH"},
      {K::kInsured, S::kInsured, C::kWhole, 3, 0, "MEASURE_STATE"},
      {K::kHold, S::kInstitution, C::kWhole, 1, 0, "MEASURE_STATE"},
  };
  for (const Row& row : rows) {
    SuspensionOrder order = OfPerson(Day(2026, 3, 9), row.months);
    order.kind = row.kind;
    order.subject = row.subject;
    order.scope = row.scope;
    order.scope_ref = row.scope == C::kWhole ? "" : "外科";
    order.days = row.days;
    EXPECT_EQ(ReasonOf(OrderSuspension(order, Rules(), Day(2026, 3, 9)).status()), row.outcome)
        << "kind " << static_cast<int>(row.kind) << ", " << row.months << " months, " << row.days
        << " days";
  }
}

TEST(OrderedSuspension, MeetsWhomItsKindIsMadeFor) {
  SuspensionOrder order = OfPerson(Day(2026, 3, 9), 6);
  order.subject = MeasureSubject::kInstitution;
  EXPECT_EQ(ReasonOf(OrderSuspension(order, Rules(), Day(2026, 3, 9)).status()), "MEASURE_SCOPE");
  order = OfPerson(Day(2026, 3, 9), 6);
  order.kind = MeasureKind::kDepartment;
  order.subject = MeasureSubject::kInstitution;
  EXPECT_EQ(ReasonOf(OrderSuspension(order, Rules(), Day(2026, 3, 9)).status()), "MEASURE_SCOPE")
      << "a department's suspension does not meet the whole institution";
  order.scope = MeasureScope::kDepartment;
  EXPECT_EQ(ReasonOf(OrderSuspension(order, Rules(), Day(2026, 3, 9)).status()), "MEASURE_SCOPE")
      << "nor a department without a name";
}

TEST(OrderedSuspension, HasNoEffectBeforeItsService) {
  EXPECT_EQ(
      ReasonOf(OrderSuspension(OfPerson(Day(2026, 3, 10), 3), Rules(), Day(2026, 3, 9)).status()),
      "G15_SERVICE_REQUIRED");
  EXPECT_TRUE(OrderSuspension(OfPerson(Day(2026, 3, 9), 3), Rules(), Day(2026, 3, 9)).ok());
}

TEST(EarlyLift, TakesPlaceWhileTheSuspensionRuns) {
  struct Row {
    const char* what;
    Day today, free_from;
    const char* outcome;
  };
  // Runs 1 to 30 June.
  const Row rows[] = {
      {"the day before it began", Day(2026, 5, 31), Day(2026, 6, 10), "LIFT_OUTSIDE_SPAN"},
      {"on its first day, from the second", Day(2026, 6, 1), Day(2026, 6, 2), "OK"},
      {"as if it had never begun", Day(2026, 6, 1), Day(2026, 6, 1), "LIFT_OUTSIDE_SPAN"},
      {"today is served already", Day(2026, 6, 10), Day(2026, 6, 10), "LIFT_OUTSIDE_SPAN"},
      {"from tomorrow", Day(2026, 6, 10), Day(2026, 6, 11), "OK"},
      {"free on its last day", Day(2026, 6, 10), Day(2026, 6, 30), "OK"},
      {"free the day after, which it is anyway", Day(2026, 6, 10), Day(2026, 7, 1),
       "LIFT_OUTSIDE_SPAN"},
      {"after its end", Day(2026, 7, 1), Day(2026, 7, 2), "LIFT_OUTSIDE_SPAN"},
      {"on its last day", Day(2026, 6, 30), Day(2026, 7, 1), "LIFT_OUTSIDE_SPAN"},
  };
  for (const Row& row : rows) {
    const auto asked = RequestLift(Running(Day(2026, 6, 1), Day(2026, 6, 30)),
                                   {row.free_from, "chief", "corrected", row.free_from}, row.today);
    EXPECT_EQ(ReasonOf(asked.status()), row.outcome) << row.what;
  }
}

TEST(EarlyLift, NeedsTwoPersonsAndTimeThatIsLeft) {
  const Measure running = Running(Day(2026, 6, 1), Day(2026, 6, 30));
  const Day today(2026, 6, 10);
  EXPECT_EQ(ReasonOf(ApproveLift(running, "head", today).status()), "LIFT_NOT_REQUESTED");
  const auto asked = RequestLift(running, {Day(2026, 6, 15), "chief", "corrected", today}, today);
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->status, MeasureStatus::kInForce) << "asked for is not granted";
  EXPECT_EQ(ReasonOf(ApproveLift(*asked, "chief", today).status()), "G22_TWO_PERSONS");
  EXPECT_EQ(ReasonOf(ApproveLift(*asked, "head", Day(2026, 6, 15)).status()), "LIFT_OUTSIDE_SPAN")
      << "approved too late: the 15th is served";
  const auto lifted = ApproveLift(*asked, "head", Day(2026, 6, 14));
  ASSERT_TRUE(lifted.ok()) << lifted.status();
  EXPECT_EQ(lifted->status, MeasureStatus::kLifted);
  EXPECT_EQ(DaysOf(*lifted), (Span{Day(2026, 6, 1), Day(2026, 6, 14)}));
  EXPECT_EQ(ReasonOf(RequestLift(*lifted, {Day(2026, 6, 12), "chief", "x", today}, today).status()),
            "MEASURE_STATE");
}

TEST(EarlyLift, IsNotForCancellationsAndHolds) {
  Measure cancelled = Running(Day(2026, 6, 1), Day(2026, 6, 30));
  cancelled.kind = MeasureKind::kCancellation;
  cancelled.last.reset();
  const LiftRequest lift = {Day(2026, 6, 15), "chief", "x", Day(2026, 6, 15)};
  EXPECT_EQ(ReasonOf(RequestLift(cancelled, lift, Day(2026, 6, 10)).status()), "MEASURE_STATE");
  Measure hold = Running(Day(2026, 6, 1), Day(2026, 6, 30));
  hold.kind = MeasureKind::kHold;
  EXPECT_EQ(ReasonOf(RequestLift(hold, lift, Day(2026, 6, 10)).status()), "MEASURE_STATE");
}

HoldRequest Refusing() {
  return {"officer-a", "拒绝检查笔录 1", true, "records withheld"};
}

TEST(Hold, IsForSuspectedFraudAndRecordedRefusalDuringTheInvestigation) {
  struct Row {
    const char* what;
    CaseState state;
    bool fraud;
    const char* record;
    const char* outcome;
  };
  const Row rows[] = {
      {"all three", CaseState::kInvestigating, true, "record", "OK"},
      {"before the notice", CaseState::kPrelim, true, "record", "OK"},
      {"no suspicion of fraud", CaseState::kInvestigating, false, "record", "G19_HOLD_NOT_ALLOWED"},
      {"no record of a refusal", CaseState::kInvestigating, true, "", "G19_HOLD_NOT_ALLOWED"},
      {"the investigation is over", CaseState::kNotified, true, "record", "G19_HOLD_NOT_ALLOWED"},
      {"the decision is made", CaseState::kEffective, true, "record", "G19_HOLD_NOT_ALLOWED"},
  };
  for (const Row& row : rows) {
    HoldRequest request = Refusing();
    request.fraud_item = row.fraud;
    request.refusal_record = row.record;
    EXPECT_EQ(ReasonOf(RequestHold(CaseIn(row.state), request).status()), row.outcome) << row.what;
  }
  HoldRequest stranger = Refusing();
  stranger.person = "officer-z";
  EXPECT_EQ(ReasonOf(RequestHold(CaseIn(CaseState::kInvestigating), stranger).status()),
            "NOT_AN_OFFICER_OF_THE_CASE");
}

TEST(Hold, BeginsWithTheHeadsApprovalAndIsNoPenalty) {
  const CaseFile file = CaseIn(CaseState::kInvestigating);
  const auto asked = RequestHold(file, Refusing());
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_FALSE(DaysOf(*asked).has_value()) << "asked for only";
  EXPECT_EQ(ReasonOf(AnswerHold(*asked, file, "officer-a", true, Day(2026, 2, 1)).status()),
            "G22_TWO_PERSONS");
  const auto refused = AnswerHold(*asked, file, "head", false, Day(2026, 2, 1));
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_FALSE(DaysOf(*refused).has_value());
  EXPECT_EQ(ReasonOf(AnswerHold(*refused, file, "head", true, Day(2026, 2, 1)).status()),
            "MEASURE_STATE");
  EXPECT_EQ(
      ReasonOf(AnswerHold(*asked, CaseIn(CaseState::kNotified), "head", true, Day(2026, 2, 13))
                   .status()),
      "G19_HOLD_NOT_ALLOWED")
      << "the investigation ended before the head answered";
  const auto held = AnswerHold(*asked, file, "head", true, Day(2026, 2, 1));
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(DaysOf(*held), (Span{Day(2026, 2, 1), std::nullopt}));
  EXPECT_FALSE(ClosesSettlement(held->kind)) << "it keeps money back and closes nothing";
}

TEST(Hold, IsSettledAsNormalUnlessFraudIsFound) {
  Measure hold;
  hold.kind = MeasureKind::kHold;
  hold.first = Day(2026, 2, 1);
  EXPECT_FALSE(SettlesAsNormal(hold)) << "while it is held";
  const auto clean = ReleaseHold(hold, HoldOutcome::kNothingFound, Day(2026, 4, 1));
  ASSERT_TRUE(clean.ok()) << clean.status();
  EXPECT_TRUE(SettlesAsNormal(*clean));
  EXPECT_EQ(DaysOf(*clean), (Span{Day(2026, 2, 1), Day(2026, 3, 31)}));
  EXPECT_TRUE(SettlesAsNormal(*ReleaseHold(hold, HoldOutcome::kCooperated, Day(2026, 4, 1))));
  EXPECT_FALSE(SettlesAsNormal(*ReleaseHold(hold, HoldOutcome::kFraudFound, Day(2026, 4, 1))));
  EXPECT_EQ(ReasonOf(ReleaseHold(*clean, HoldOutcome::kNothingFound, Day(2026, 4, 2)).status()),
            "MEASURE_STATE");
}

TEST(Hold, IsOverWhenTheCaseIs) {
  EXPECT_EQ(OutcomeOf(CaseIn(CaseState::kDismissed), true), HoldOutcome::kNothingFound);
  EXPECT_EQ(OutcomeOf(CaseIn(CaseState::kTerminated), true), HoldOutcome::kNothingFound);
  EXPECT_EQ(OutcomeOf(CaseIn(CaseState::kEffective), true), HoldOutcome::kFraudFound);
  EXPECT_EQ(OutcomeOf(CaseIn(CaseState::kEffective), false), HoldOutcome::kNothingFound);
  EXPECT_EQ(OutcomeOf(CaseIn(CaseState::kNotified), true), HoldOutcome::kNone);
}

}  // namespace
}  // namespace probity::scoring

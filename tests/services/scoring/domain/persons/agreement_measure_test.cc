// An agreement follows the measures of its party, as values.
#include <gmock/gmock.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/scoring/domain/agreements/agreement.h"
#include "services/scoring/domain/consequences/cancellation.h"
#include "tests/services/scoring/domain/persons/person_policy.h"

namespace probity::scoring {
namespace {

const Day kFirst(2026, 3, 1);
const Day kLast(2026, 8, 27);

AgreementFile SignedBy(const std::string& subject = "M001", const std::string& at = "") {
  Agreement one;
  one.agreement_no = "A1";
  one.subject = {at.empty() ? policy::SubjectKind::kMedical : policy::SubjectKind::kPerson,
                 subject};
  one.institution_id = at;
  one.term = {Day(2026, 1, 1), Day(2026, 12, 31)};
  one.signed_on = Day(2025, 12, 20);
  return {one, {}};
}

Measure Suspension(MeasureKind kind = MeasureKind::kAgreement) {
  Measure measure;
  measure.measure_id = std::string(16, 's');
  measure.kind = kind;
  measure.subject_id = "M001";
  measure.first = kFirst;
  measure.last = kLast;
  return measure;
}

Measure Cancellation() {
  Measure measure = Suspension(MeasureKind::kCancellation);
  measure.measure_id = std::string(16, 'c');
  measure.last.reset();
  return measure;
}

// The file after it followed the measure; what was recorded, as "kind from..to", in `*said`.
AgreementFile Following(AgreementFile file, const Measure& measure, std::string* said) {
  const std::optional<AgreementEvent> event = EventOfMeasure(file, measure);
  *said = "nothing";
  if (!event.has_value()) return file;
  *said = absl::StrCat(static_cast<int>(event->kind), " ", calendar::FormatDate(event->from));
  if (event->to.has_value()) absl::StrAppend(said, "..", calendar::FormatDate(*event->to));
  file.events.push_back(*event);
  file.events.back().seq = static_cast<int64_t>(file.events.size());
  return file;
}

TEST(AgreementOfMeasure, IsSuspendedOnTheDaysOfTheMeasureAndOnceOnly) {
  std::string said;
  const AgreementFile file = Following(SignedBy(), Suspension(), &said);
  EXPECT_EQ(said, "1 2026-03-01..2026-08-27");
  EXPECT_EQ(StateOn(file, kFirst - 1), AgreementState::kInForce);
  EXPECT_EQ(StateOn(file, kFirst), AgreementState::kSuspended);
  EXPECT_EQ(StateOn(file, kLast), AgreementState::kSuspended);
  EXPECT_EQ(StateOn(file, kLast + 1), AgreementState::kInForce) << "it ends by itself";
  Following(file, Suspension(), &said);
  EXPECT_EQ(said, "nothing") << "it follows already";
}

TEST(AgreementOfMeasure, GoesOnWhereTheMeasureEndsMovesOrFallsAway) {
  std::string said;
  const AgreementFile suspended = Following(SignedBy(), Suspension(), &said);
  Measure changed = Suspension();
  changed.status = MeasureStatus::kLifted;
  changed.free_from = Day(2026, 6, 1);
  const AgreementFile lifted = Following(suspended, changed, &said);
  EXPECT_EQ(said, "2 2026-06-01");
  EXPECT_EQ(StateOn(lifted, Day(2026, 5, 31)), AgreementState::kSuspended);
  EXPECT_EQ(StateOn(lifted, Day(2026, 6, 1)), AgreementState::kInForce);
  Following(lifted, changed, &said);
  EXPECT_EQ(said, "nothing");

  changed = Suspension();
  changed.last = Day(2026, 9, 30);
  const AgreementFile longer = Following(suspended, changed, &said);
  EXPECT_EQ(said, "1 2026-03-01..2026-09-30");
  EXPECT_EQ(StateOn(longer, Day(2026, 9, 30)), AgreementState::kSuspended);

  changed.first = Day(2026, 4, 1);
  const AgreementFile moved = Following(longer, changed, &said);
  EXPECT_EQ(StateOn(moved, Day(2026, 3, 31)), AgreementState::kInForce);

  changed.status = MeasureStatus::kFellAway;
  changed.free_from = changed.first;
  const AgreementFile gone = Following(moved, changed, &said);
  EXPECT_EQ(said, "2 2026-04-01");
  EXPECT_EQ(StateOn(gone, Day(2026, 4, 1)), AgreementState::kInForce) << "it never ran";
  Following(gone, changed, &said);
  EXPECT_EQ(said, "nothing");
}

TEST(AgreementOfMeasure, EndsWithTheCancellationAndHoldsAgainOnceThatIsRevoked) {
  std::string said;
  const AgreementFile ended = Following(SignedBy(), Cancellation(), &said);
  EXPECT_EQ(said, "3 2026-03-01");
  EXPECT_EQ(LastDayOf(ended), kFirst - 1);
  EXPECT_EQ(StateOn(ended, kFirst), AgreementState::kTerminated);
  const AgreementFile revoked =
      Following(ended, EndCancellation(Cancellation(), Day(2026, 5, 31)), &said);
  EXPECT_EQ(said, "2 2026-06-01");
  EXPECT_EQ(LastDayOf(revoked), Day(2026, 12, 31));
  EXPECT_EQ(StateOn(revoked, Day(2026, 5, 31)), AgreementState::kTerminated);
  EXPECT_EQ(StateOn(revoked, Day(2026, 6, 1)), AgreementState::kInForce);
}

TEST(AgreementOfMeasure, WhatWasSignedAfterACancellationIsNotEndedByIt) {
  std::string said;
  AgreementFile anew = SignedBy();
  anew.agreement.signed_on = kFirst;
  Following(anew, Cancellation(), &said);
  EXPECT_EQ(said, "nothing");
  anew.agreement.signed_on = kFirst - 1;
  anew.agreement.term.first = Day(2026, 7, 1);
  const AgreementFile before = Following(anew, Cancellation(), &said);
  EXPECT_EQ(said, "3 2026-03-01") << "a renewal that was signed the day before";
  EXPECT_EQ(StateOn(before, Day(2026, 7, 1)), AgreementState::kTerminated);
}

TEST(AgreementOfMeasure, ConcernsThePartyItselfOrThePersonAtThatInstitution) {
  Measure hold = Suspension(MeasureKind::kHold);
  Measure department = Suspension(MeasureKind::kDepartment);
  department.scope = MeasureScope::kDepartment;
  Measure other = Suspension();
  other.subject_id = "M002";
  Measure person_here = Suspension(MeasureKind::kPerson);
  person_here.scope = MeasureScope::kPerson;
  person_here.scope_ref = "D1";
  Measure person_there = person_here;
  person_there.subject_id = "M002";
  Measure person = Suspension(MeasureKind::kPerson);
  person.subject = MeasureSubject::kPerson;
  person.subject_id = "D1";
  Measure before = Suspension();
  before.first = Day(2025, 7, 1);
  before.last = Day(2025, 12, 31);
  struct Row {
    std::string what;
    Measure measure;
    bool institution;  // follows: the agreement of M001
    bool person;       // that of D1 at M001
  };
  for (const Row& row : {
           Row{"the whole institution", Suspension(), true, false},
           Row{"by points", Suspension(MeasureKind::kPoints), true, false},
           Row{"a hold keeps money back only", hold, false, false},
           Row{"a department", department, false, false},
           Row{"another institution", other, false, false},
           Row{"the person here", person_here, false, true},
           Row{"the person elsewhere", person_there, false, false},
           Row{"the person everywhere", person, false, true},
           Row{"over the day before the term", before, false, false},
       }) {
    EXPECT_EQ(EventOfMeasure(SignedBy(), row.measure).has_value(), row.institution) << row.what;
    EXPECT_EQ(EventOfMeasure(SignedBy("D1", "M001"), row.measure).has_value(), row.person)
        << row.what;
  }
}

TEST(AgreementOfMeasure, IsNotResumedByItsPartyWhileTheMeasureRuns) {
  std::string said;
  const AgreementFile suspended = Following(SignedBy(), Suspension(), &said);
  AgreementEvent resume;
  resume.kind = AgreementEventKind::kResumed;
  resume.from = Day(2026, 6, 1);
  EXPECT_EQ(ReasonOf(CheckResumption(suspended, resume)), "AGREEMENT_BY_MEASURE");
  AgreementEvent own;
  own.from = Day(2026, 2, 1);
  own.to = Day(2026, 6, 30);
  own.voluntary = true;
  AgreementFile both = SignedBy();
  both.events.push_back(own);
  both = Following(both, Suspension(), &said);
  EXPECT_EQ(ReasonOf(CheckResumption(both, resume)), "OK");
  both.events.push_back(resume);
  EXPECT_EQ(StateOn(both, Day(2026, 6, 1)), AgreementState::kSuspended) << "the measure runs on";
  EXPECT_EQ(StateOn(both, kLast + 1), AgreementState::kInForce) << "resumed in time: no lapse";
}

}  // namespace
}  // namespace probity::scoring

#include "services/scoring/domain/consequences/fee.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "services/scoring/domain/consequences/qualification.h"
#include "tests/services/scoring/domain/policies.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

Measure March(MeasureKind kind, MeasureSubject subject, const std::string& id) {
  Measure measure;
  measure.measure_id = "m";
  measure.kind = kind;
  measure.subject = subject;
  measure.subject_id = id;
  measure.first = Day(2026, 3, 1);
  measure.last = Day(2026, 3, 31);
  return measure;
}

Fee On(Day day) {
  Fee fee;
  fee.institution_id = "M1";
  fee.day = day;
  fee.department = "外科";
  fee.person_id = "D1";
  fee.insured_id = "I1";
  return fee;
}

FeeGround GroundOf(const std::vector<Measure>& measures, const Fee& fee, bool inpatients = true) {
  return CheckFee(measures, fee, inpatients).ground;
}

TEST(Fees, OfASuspensionAreNotSettledOnItsDaysAndOnNoOther) {
  const std::vector<Measure> suspended = {
      March(MeasureKind::kPoints, MeasureSubject::kInstitution, "M1")};
  EXPECT_EQ(GroundOf(suspended, On(Day(2026, 2, 28))), FeeGround::kNoMeasure);
  EXPECT_EQ(GroundOf(suspended, On(Day(2026, 3, 1))), FeeGround::kSuspended);
  EXPECT_EQ(GroundOf(suspended, On(Day(2026, 3, 31))), FeeGround::kSuspended);
  EXPECT_EQ(GroundOf(suspended, On(Day(2026, 4, 1))), FeeGround::kNoMeasure);
  EXPECT_FALSE(CheckFee(suspended, On(Day(2026, 3, 1)), true).settled);
  Fee elsewhere = On(Day(2026, 3, 5));
  elsewhere.institution_id = "M2";
  EXPECT_EQ(GroundOf(suspended, elsewhere), FeeGround::kNoMeasure);
}

TEST(Fees, OfEmergencyAndRescueAreAlwaysSettled) {
  Fee fee = On(Day(2026, 3, 5));
  fee.emergency = true;
  for (const MeasureKind kind :
       {MeasureKind::kPoints, MeasureKind::kAgreement, MeasureKind::kDepartment,
        MeasureKind::kCancellation, MeasureKind::kHold}) {
    const FeeAnswer answer =
        CheckFee({March(kind, MeasureSubject::kInstitution, "M1")}, fee, false);
    EXPECT_TRUE(answer.settled) << static_cast<int>(kind);
    EXPECT_EQ(answer.ground, FeeGround::kEmergency);
  }
}

TEST(Fees, OfPatientsAdmittedBeforeAreSettledUntilDischargeIfThePolicySaysSo) {
  const std::vector<Measure> suspended = {
      March(MeasureKind::kPoints, MeasureSubject::kInstitution, "M1")};
  Fee fee = On(Day(2026, 3, 20));
  fee.admitted = Day(2026, 2, 28);
  EXPECT_EQ(GroundOf(suspended, fee, true), FeeGround::kAdmittedBefore);
  EXPECT_EQ(GroundOf(suspended, fee, false), FeeGround::kSuspended);
  fee.admitted = Day(2026, 3, 1);
  EXPECT_EQ(GroundOf(suspended, fee, true), FeeGround::kSuspended)
      << "admitted on the first day is not before it";
}

TEST(Fees, MeetAMeasureOfTheirOwnScopeOnly) {
  Measure department = March(MeasureKind::kDepartment, MeasureSubject::kInstitution, "M1");
  department.scope = MeasureScope::kDepartment;
  department.scope_ref = "外科";
  EXPECT_EQ(GroundOf({department}, On(Day(2026, 3, 5))), FeeGround::kSuspended);
  department.scope_ref = "内科";
  EXPECT_EQ(GroundOf({department}, On(Day(2026, 3, 5))), FeeGround::kNoMeasure);
  const std::vector<Measure> person = {March(MeasureKind::kPerson, MeasureSubject::kPerson, "D1")};
  EXPECT_EQ(GroundOf(person, On(Day(2026, 3, 5))), FeeGround::kSuspended)
      << "points follow the person to every institution";
  const std::vector<Measure> insured = {
      March(MeasureKind::kInsured, MeasureSubject::kInsured, "I2")};
  EXPECT_EQ(GroundOf(insured, On(Day(2026, 3, 5))), FeeGround::kNoMeasure);
}

TEST(Fees, TheStrictestOfSeveralMeasuresCounts) {
  const Measure hold = March(MeasureKind::kHold, MeasureSubject::kInstitution, "M1");
  EXPECT_EQ(GroundOf({hold}, On(Day(2026, 3, 5))), FeeGround::kHeld);
  EXPECT_EQ(GroundOf({hold, March(MeasureKind::kPoints, MeasureSubject::kInstitution, "M1"), hold},
                     On(Day(2026, 3, 5))),
            FeeGround::kSuspended);
}

TEST(Fees, AreSettledAgainAfterAnEarlyLift) {
  Measure lifted = March(MeasureKind::kPoints, MeasureSubject::kInstitution, "M1");
  lifted.status = MeasureStatus::kLifted;
  lifted.free_from = Day(2026, 3, 16);
  EXPECT_EQ(GroundOf({lifted}, On(Day(2026, 3, 15))), FeeGround::kSuspended);
  EXPECT_EQ(GroundOf({lifted}, On(Day(2026, 3, 16))), FeeGround::kNoMeasure);
}

QualificationFacts FactsOf(int64_t points, bool cancelled = false) {
  return {"P1", 2026, points, cancelled, Day(2027, 1, 5)};
}

std::string Actions(const std::vector<QualificationChange>& changes) {
  std::string text;
  for (const QualificationChange& one : changes) {
    text += std::string(policy::QualificationName(one.qualification)) + ":" +
            std::to_string(one.year) + ":" + std::to_string(static_cast<int>(one.action)) + " ";
  }
  return text;
}

TEST(Qualifications, OfTheNextYearAreGrantedUpToExactlyTwelvePoints) {
  const policy::Policy policy = PharmacyPolicy();
  EXPECT_EQ(Actions(DecideQualifications(policy, FactsOf(12), {})),
            "REMOTE_OUTPATIENT:2027:1 SPECIAL_OUTPATIENT:2027:1 ");
  EXPECT_EQ(Actions(DecideQualifications(policy, FactsOf(13), {})),
            "REMOTE_OUTPATIENT:2027:2 SPECIAL_OUTPATIENT:2027:2 ");
  EXPECT_EQ(Actions(DecideQualifications(policy, FactsOf(0, true), {})),
            "REMOTE_OUTPATIENT:2027:2 SPECIAL_OUTPATIENT:2027:2 ")
      << "not renewed for who is no longer designated";
  EXPECT_EQ(Actions(DecideQualifications(MedicalPolicy(), FactsOf(0), {})), "")
      << "no band of the medical policy grants any";
}

TEST(Qualifications, FollowPointsThatComeOrGoLater) {
  const policy::Policy policy = PharmacyPolicy();
  const auto granted = DecideQualifications(policy, FactsOf(12), {});
  EXPECT_EQ(Actions(DecideQualifications(policy, FactsOf(11), granted)), "") << "nothing to change";
  const auto revoked = DecideQualifications(policy, FactsOf(13), granted);
  EXPECT_EQ(Actions(revoked), "REMOTE_OUTPATIENT:2027:3 SPECIAL_OUTPATIENT:2027:3 ");
  EXPECT_EQ(revoked.front().seq, 2);
  EXPECT_EQ(granted.front().effective, Day(2027, 1, 1));
  EXPECT_EQ(revoked.front().effective, Day(2027, 1, 6)) << "not for days that have passed";
  EXPECT_EQ(Actions(DecideQualifications(policy, FactsOf(12), revoked)),
            "REMOTE_OUTPATIENT:2027:1 SPECIAL_OUTPATIENT:2027:1 ");
}

}  // namespace
}  // namespace probity::scoring

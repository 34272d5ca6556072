#include "services/settlement/domain/freeze.h"

#include <gtest/gtest.h>

#include "absl/time/civil_time.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

using absl::CivilDay;

Standing MedicalStanding() {
  Standing standing;
  standing.institution_id = "M1";
  standing.points = 7;
  standing.policy_sha256 = std::string(64, 'a');
  standing.designation.from = CivilDay(2020, 1, 1);
  return standing;
}

Budget BudgetOf(Fund fund) {
  Budget budget;
  budget.key = {"M1", fund, UnitClass::kAll};
  budget.year = 2026;
  budget.b0_fen = 960000000;
  budget.p0_fen = 480000;
  budget.p0_visits = 3;
  budget.planned_visits = 2000;
  return budget;
}

TEST(Freeze, CopiesBudgetPointsFlagsAndOrders) {
  Standing standing = MedicalStanding();
  standing.points = 18;
  standing.open_case = true;
  standing.veto = true;
  standing.suspend_months = 1;
  standing.suspension = calendar::Period{CivilDay(2026, 12, 11), CivilDay(2027, 1, 10)};
  standing.cancelled = true;
  standing.designation.cancelled_from = CivilDay(2026, 12, 21);
  standing.qualifications = {"REMOTE_OUTPATIENT"};
  standing.entry_ids = {"E1", "E2"};
  std::vector<UnitProblem> problems;
  const auto units = UnitsOf(2026, standing, {BudgetOf(Fund::kAll)}, problems);
  ASSERT_EQ(units.size(), 1U);
  EXPECT_TRUE(problems.empty());

  UnitInput expected;
  expected.key = {"M1", Fund::kAll, UnitClass::kAll};
  expected.policy_sha256 = std::string(64, 'a');
  expected.points = 18;
  expected.p0_fen = 480000;
  expected.p0_visits = 3;
  expected.b0_fen = 960000000;
  expected.planned_visits = 2000;
  expected.designated_days = 354;  // 1 January to 20 December
  expected.suspended_days = 10;    // 11 to 20 December
  expected.open_case = expected.veto = expected.sanctioned = expected.cancelled = true;
  EXPECT_EQ(units[0].input, expected);
  const StatedFacts facts{
      true, 1, "2026-12-11", "2027-01-10", "2026-12-21", {"REMOTE_OUTPATIENT"}, {"E1", "E2"}};
  EXPECT_EQ(units[0].facts, facts);
}

TEST(Freeze, ASuspensionWithoutDatesIsNoOrder) {
  Standing standing = MedicalStanding();
  standing.suspend_months = 3;
  std::vector<UnitProblem> problems;
  const auto units = UnitsOf(2026, standing, {BudgetOf(Fund::kAll)}, problems);
  EXPECT_FALSE(units.at(0).input.sanctioned);
  EXPECT_EQ(units.at(0).facts.suspend_months, 0) << "nothing to state either";
}

TEST(Freeze, EachBudgetOfAnInstitutionIsAUnitWithTheSamePoints) {
  std::vector<UnitProblem> problems;
  const auto units = UnitsOf(2026, MedicalStanding(),
                             {BudgetOf(Fund::kEmployee), BudgetOf(Fund::kResident)}, problems);
  ASSERT_EQ(units.size(), 2U);
  EXPECT_EQ(KeyText(units[0].input.key), "M1/EMPLOYEE/ALL");
  EXPECT_EQ(KeyText(units[1].input.key), "M1/RESIDENT/ALL");
  EXPECT_EQ(units[1].input.points, 7);
}

TEST(Freeze, AMedicalInstitutionNeedsABudgetAPharmacyDoesNot) {
  std::vector<UnitProblem> problems;
  UnitsOf(2026, MedicalStanding(), {}, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(ReasonName(problems[0].reason), "MISSING_BUDGET");
  EXPECT_EQ(problems[0].unit, "M1");

  problems.clear();
  Standing pharmacy = MedicalStanding();
  pharmacy.medical = false;
  const auto units = UnitsOf(2026, pharmacy, {}, problems);
  EXPECT_TRUE(problems.empty());
  ASSERT_EQ(units.size(), 1U);
  EXPECT_EQ(KeyText(units[0].input.key), "M1/ALL/ALL");
  EXPECT_EQ(units[0].input.b0_fen, 0);
  EXPECT_EQ(units[0].input.p0_visits, 1);
  EXPECT_FALSE(units[0].facts.medical);
}

TEST(Freeze, AnInstitutionDesignatedOnlyLaterNeedsNoBudgetOfTheYear) {
  std::vector<UnitProblem> problems;
  Standing later = MedicalStanding();
  later.designation.from = calendar::Date(2027, 1, 1);
  const auto units = UnitsOf(2026, later, {}, problems);
  EXPECT_TRUE(problems.empty());
  ASSERT_EQ(units.size(), 1U);
  EXPECT_EQ(units[0].input.designated_days, 0);
  EXPECT_EQ(units[0].input.b0_fen, 0);
}

TEST(Freeze, EveryProblemOfARunIsListedUnderTheFirstReason) {
  std::vector<UnitProblem> problems;
  UnitsOf(2026, MedicalStanding(), {}, problems);
  Standing wrong = MedicalStanding();
  wrong.points = -1;
  UnitsOf(2026, wrong, {BudgetOf(Fund::kAll)}, problems);
  const absl::Status status = RefuseUnits(problems);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(HasReason(status, Reason::k_MISSING_BUDGET)) << status;
  const RefusalDetail detail = DetailOf(status);
  ASSERT_EQ(detail.violations.size(), 2U);
  EXPECT_EQ(detail.violations[0].field, "M1");
  EXPECT_EQ(detail.violations[1].field, "M1/ALL/ALL: points");
  EXPECT_EQ(detail.violations[1].description, "POINTS_OUT_OF_RANGE: must be 0..1000000");
  EXPECT_TRUE(RefuseUnits({}).ok());
}

}  // namespace
}  // namespace probity::settlement

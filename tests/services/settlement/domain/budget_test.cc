#include "services/settlement/domain/budget.h"

#include <gtest/gtest.h>

#include "services/settlement/domain/input_check.h"

namespace probity::settlement {
namespace {

Budget Sound() {
  Budget budget;
  budget.key.institution_id = "M-001_A";
  budget.year = 2026;
  budget.b0_fen = 960000000;
  budget.p0_fen = 480000;
  budget.planned_visits = 2000;
  return budget;
}

TEST(Budget, ZeroAndTheLargestValuesAreSound) {
  EXPECT_TRUE(CheckBudget(Sound()).empty());
  Budget none = Sound();
  none.b0_fen = none.p0_fen = none.planned_visits = 0;
  EXPECT_TRUE(CheckBudget(none).empty());
  Budget most = Sound();
  most.b0_fen = most.p0_fen = 1'000'000'000'000'000;
  most.p0_visits = most.planned_visits = 1'000'000'000;
  EXPECT_TRUE(CheckBudget(most).empty());
}

TEST(Budget, EveryWrongColumnIsNamed) {
  struct Case {
    const char* column;
    Reason reason;
    void (*spoil)(Budget&);
  };
  const std::vector<Case> cases = {
      {"institution_id", Reason::k_BAD_REQUEST, [](Budget& b) { b.key.institution_id = "m1"; }},
      {"institution_id", Reason::k_BAD_REQUEST, [](Budget& b) { b.key.institution_id = ""; }},
      {"institution_id", Reason::k_BAD_REQUEST,
       [](Budget& b) { b.key.institution_id = std::string(33, 'M'); }},
      {"year", Reason::k_BAD_REQUEST, [](Budget& b) { b.year = 1999; }},
      {"total_budget_fen", Reason::k_NEGATIVE_AMOUNT, [](Budget& b) { b.b0_fen = -1; }},
      {"total_budget_fen", Reason::k_AMOUNT_OUT_OF_RANGE,
       [](Budget& b) { b.b0_fen = 1'000'000'000'000'001; }},
      {"per_visit_fen", Reason::k_NEGATIVE_AMOUNT, [](Budget& b) { b.p0_fen = -1; }},
      {"per_visit_fen", Reason::k_AMOUNT_OUT_OF_RANGE,
       [](Budget& b) { b.p0_fen = 1'000'000'000'000'001; }},
      {"per_visit_visits", Reason::k_VOLUME_OUT_OF_RANGE, [](Budget& b) { b.p0_visits = 0; }},
      {"planned_visits", Reason::k_VOLUME_OUT_OF_RANGE, [](Budget& b) { b.planned_visits = -1; }},
      {"planned_visits", Reason::k_VOLUME_OUT_OF_RANGE,
       [](Budget& b) { b.planned_visits = 1'000'000'001; }},
  };
  Budget all_wrong = Sound();
  for (const Case& row : cases) {
    Budget budget = Sound();
    row.spoil(budget);
    row.spoil(all_wrong);
    const auto problems = CheckBudget(budget);
    ASSERT_EQ(problems.size(), 1U) << row.column;
    EXPECT_EQ(problems[0].column, row.column);
    EXPECT_EQ(ReasonName(problems[0].reason), ReasonName(row.reason)) << row.column;
  }
  EXPECT_EQ(CheckBudget(all_wrong).size(), 6U) << "each column once";
}

TEST(Unit, TheWholeHoldsEveryFundAndClass) {
  const UnitKey all{"M1", Fund::kAll, UnitClass::kAll};
  const UnitKey employee{"M1", Fund::kEmployee, UnitClass::kAll};
  const UnitKey employee_in{"M1", Fund::kEmployee, UnitClass::kInpatient};
  const UnitKey employee_out{"M1", Fund::kEmployee, UnitClass::kOutpatient};
  const UnitKey resident_in{"M1", Fund::kResident, UnitClass::kInpatient};
  const UnitKey other{"M2", Fund::kAll, UnitClass::kAll};
  EXPECT_TRUE(Overlaps(all, all));
  EXPECT_TRUE(Overlaps(all, employee_in));
  EXPECT_TRUE(Overlaps(employee_in, employee));
  EXPECT_FALSE(Overlaps(employee_in, employee_out));
  EXPECT_FALSE(Overlaps(employee_in, resident_in));
  EXPECT_FALSE(Overlaps(all, other));
}

TEST(Unit, KeysAreOrderedAsTheirNames) {
  const std::vector<UnitKey> ascending = {
      {"M1", Fund::kAll, UnitClass::kAll},
      {"M1", Fund::kEmployee, UnitClass::kAll},
      {"M1", Fund::kEmployee, UnitClass::kInpatient},
      {"M1", Fund::kEmployee, UnitClass::kOutpatient},
      {"M1", Fund::kEmployee, UnitClass::kSpecial},
      {"M1", Fund::kResident, UnitClass::kAll},
      {"M10", Fund::kAll, UnitClass::kAll},
      {"M2", Fund::kAll, UnitClass::kAll},
  };
  for (size_t i = 1; i < ascending.size(); ++i) {
    EXPECT_LT(ascending[i - 1], ascending[i]);
    EXPECT_TRUE(ascending[i - 1].institution_id < ascending[i].institution_id ||
                FundName(ascending[i - 1].fund) < FundName(ascending[i].fund) ||
                UnitClassName(ascending[i - 1].unit_class) < UnitClassName(ascending[i].unit_class))
        << KeyText(ascending[i]);
  }
}

TEST(UnitInput, IsRefusedForTheFirstReasonInOrder) {
  UnitInput input;
  input.key.institution_id = "M1";
  EXPECT_FALSE(CheckInput(input).has_value());
  input.prior_year_fen = -5;
  EXPECT_FALSE(CheckInput(input).has_value()) << "the prior year's adjustment is signed";

  const auto expect = [&input](Reason reason, std::string_view field) {
    const auto problem = CheckInput(input);
    ASSERT_TRUE(problem.has_value()) << field;
    EXPECT_EQ(ReasonName(problem->reason), ReasonName(reason));
    EXPECT_EQ(problem->field, field);
    EXPECT_EQ(problem->unit, "M1/ALL/ALL");
  };
  // Each spoils one thing that is checked before all spoilt so far.
  input.suspended_days = 366;
  expect(Reason::k_DAYS_OUT_OF_RANGE, "suspended_days");
  input.designated_days = 366;
  expect(Reason::k_DAYS_OUT_OF_RANGE, "designated_days");
  input.score_centi = 10001;
  expect(Reason::k_SCORE_OUT_OF_RANGE, "score_centi");
  input.points = 1'000'001;
  expect(Reason::k_POINTS_OUT_OF_RANGE, "points");
  input.p0_visits = 0;
  expect(Reason::k_VOLUME_OUT_OF_RANGE, "p0_visits");
  input.prior_year_fen = -1'000'000'000'000'001;
  expect(Reason::k_AMOUNT_OUT_OF_RANGE, "prior_year_fen");
  input.b0_fen = -1;
  expect(Reason::k_NEGATIVE_AMOUNT, "b0_fen");
}

}  // namespace
}  // namespace probity::settlement

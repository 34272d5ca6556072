#include "services/settlement/domain/statement_lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/services/settlement/domain/policies.h"

namespace probity::settlement {
namespace {

FrozenUnit Unit(int64_t points) {
  FrozenUnit unit;
  unit.input.key.institution_id = "M001";
  unit.input.points = points;
  unit.input.p0_fen = 123456789;
  unit.input.p0_visits = 257;
  unit.input.b0_fen = 960000000;
  return unit;
}

std::vector<StatementLine> LinesOf(const FrozenUnit& unit, const policy::Policy& rules) {
  const auto rates = CalculateRates(unit.input, rules);
  EXPECT_TRUE(rates.ok()) << rates.status();
  return ExplainRates(unit, rules, *rates);
}

StatementLine Line(const FrozenUnit& unit, const policy::Policy& rules, std::string_view code) {
  for (const StatementLine& line : LinesOf(unit, rules)) {
    if (line.code == code) return line;
  }
  ADD_FAILURE() << "no line " << code;
  return {};
}

TEST(StatementLines, StandInTheOrderOfTheCalculation) {
  std::vector<std::string> codes;
  for (const StatementLine& line : LinesOf(Unit(7), Medical())) {
    codes.push_back(line.code);
    EXPECT_FALSE(line.name_zh.empty()) << line.code;
    EXPECT_FALSE(line.name_en.empty()) << line.code;
    EXPECT_FALSE(line.formula.empty()) << line.code;
    EXPECT_FALSE(line.operands.empty()) << line.code;
    EXPECT_FALSE(line.unit.empty()) << line.code;
  }
  const std::vector<std::string> expected = {"L1_RATE",
                                             "L2_STATUS",
                                             "L2_RATE",
                                             "ADJUSTED_TOTAL_BUDGET",
                                             "ADJUSTED_PER_VISIT",
                                             "L3_DESIGNATED_DAYS",
                                             "L3_SUSPENDED_DAYS"};
  EXPECT_EQ(codes, expected);
}

TEST(StatementLines, ALinearRateShowsItsAnchors) {
  const StatementLine line = Line(Unit(7), Medical(), "L1_RATE");
  EXPECT_EQ(line.value, 245);
  EXPECT_EQ(line.operands, "q = 7 in [0,12): R(500 + (100 - 500)·(7 - 0)/(11 - 0))");
  EXPECT_EQ(line.policy_field, "bands[0].effects[0].rate_linear");
}

TEST(StatementLines, AStepShowsItsBand) {
  const StatementLine line = Line(Unit(12), Medical(), "L1_RATE");
  EXPECT_EQ(line.value, -200);
  EXPECT_EQ(line.operands, "q = 12 in [12,18): -200");
  EXPECT_EQ(line.policy_field, "bands[1].effects[0].rate_step_bp");
}

TEST(StatementLines, AKindWithoutARateShowsTheBandAlone) {
  const StatementLine line = Line(Unit(5), Pharmacy(), "L1_RATE");
  EXPECT_EQ(line.value, 0);
  EXPECT_EQ(line.formula, "r_b = 0");
  EXPECT_EQ(line.policy_field, "bands[0]");
}

TEST(StatementLines, TheStatusShowsEveryConditionAndTheOneThatDecided) {
  const StatementLine granted = Line(Unit(0), Medical(), "L2_STATUS");
  EXPECT_EQ(granted.operands,
            "veto = false, cancelled = false, sanctioned = false, d_g = 365, d_min = 180, "
            "open_case = false: GRANTED");
  EXPECT_EQ(granted.value, 1);
  struct Case {
    void (*set)(UnitInput&);
    int64_t value;
    const char* field;
  };
  const std::vector<Case> cases = {
      {[](UnitInput& u) { u.veto = true; }, 4, "eligibility.veto_cancels"},
      {[](UnitInput& u) { u.cancelled = true; }, 4, "eligibility.sanction_cancels"},
      {[](UnitInput& u) { u.sanctioned = true; }, 4, "eligibility.sanction_cancels"},
      {[](UnitInput& u) { u.designated_days = 179; }, 3, "eligibility.min_designated_days"},
      {[](UnitInput& u) { u.open_case = true; }, 2, "eligibility.open_case"},
  };
  for (const Case& row : cases) {
    FrozenUnit unit = Unit(0);
    row.set(unit.input);
    const StatementLine line = Line(unit, Medical(), "L2_STATUS");
    EXPECT_EQ(line.value, row.value) << row.field;
    EXPECT_EQ(line.policy_field, row.field);
  }
}

TEST(StatementLines, TheAdjustedFiguresShowTheOneProductThatWasRounded) {
  const StatementLine budget = Line(Unit(1), Medical(), "ADJUSTED_TOTAL_BUDGET");
  EXPECT_EQ(budget.operands, "R(960000000·(10000 + 464)/10000)");
  EXPECT_EQ(budget.value, 1004544000);
  const StatementLine per_visit = Line(Unit(1), Medical(), "ADJUSTED_PER_VISIT");
  EXPECT_EQ(per_visit.operands, "R(123456789·(10000 + 464)/(257·10000))");
  EXPECT_EQ(per_visit.value, 502666);
}

TEST(StatementLines, OrdersAreStatedWithTheirDates) {
  FrozenUnit unit = Unit(18);
  unit.input.sanctioned = true;
  unit.input.suspended_days = 31;
  unit.facts.suspend_months = 1;
  unit.facts.suspend_start_date = "2026-03-01";
  unit.facts.suspend_end_date = "2026-03-31";
  const StatementLine suspension = Line(unit, Medical(), "SUSPENSION");
  EXPECT_EQ(suspension.value, 1);
  EXPECT_EQ(suspension.operands, "2026-03-01..2026-03-31");
  EXPECT_EQ(suspension.policy_field, "bands[2].effects[1].suspend");

  FrozenUnit gone = Unit(30);
  gone.input.cancelled = true;
  gone.input.designated_days = 181;
  gone.facts.cancelled_date = "2026-07-01";
  EXPECT_EQ(Line(gone, Medical(), "CANCELLATION").policy_field, "bands[4].effects[1].terminate");
  EXPECT_EQ(Line(gone, Medical(), "L3_DESIGNATED_DAYS").operands,
            "181 of 365, cancelled from 2026-07-01");
}

TEST(StatementLines, SayWhatRestsOnAnAssumedValue) {
  policy::Policy rules = Medical();
  rules.assumed = {{"bands[0].effects[0]", "D2", {"线性", "linear steps"}},
                   {"eligibility.min_designated_days", "D13", {"天数", "days"}}};
  std::map<std::string, bool> assumed;
  for (const StatementLine& line : LinesOf(Unit(7), rules)) assumed[line.code] = line.assumed;
  EXPECT_TRUE(assumed["L1_RATE"]);
  EXPECT_TRUE(assumed["L2_STATUS"]);
  EXPECT_FALSE(assumed["ADJUSTED_TOTAL_BUDGET"]);
  EXPECT_FALSE(Line(Unit(12), rules, "L1_RATE").assumed) << "another band";
}

}  // namespace
}  // namespace probity::settlement

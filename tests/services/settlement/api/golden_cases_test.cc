// Golden units whose orders, days, policies or contracts are not the usual ones: what they come to
// when dates and rows, not counted days, are what is brought in.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "tests/services/settlement/api/golden_run.h"

namespace probity::settlement {
namespace {

constexpr char kMarginal[] =
    "settlement { volume { plus_bp: 500 minus_bp: 800 excess_pay_bp: 3000 } "
    "retention { share_bp: 5000 cap_bp: 1000 "
    "gates { metric: \"POINTS\" op: GATE_OP_LE value: 1000000 } } "
    "overrun { upto_bp: 300 pay_bp: 10000 } overrun { upto_bp: 700 pay_bp: 7500 } "
    "overrun { upto_bp: 2000 pay_bp: 1111 } }";
constexpr char kEven[] =
    "rounding: ROUNDING_HALF_EVEN "
    "bands { lower: 0 lower_inclusive: true upper: 12 "
    "effects { rate_linear { from_points: 0 from_bp: 500 to_points: 8 to_bp: 101 } } } "
    "bands { lower: 12 lower_inclusive: true upper: 21 "
    "effects { rate_linear { from_points: 12 from_bp: -200 to_points: 20 to_bp: -500 } } } "
    "bands { lower: 21 lower_inclusive: true upper: 24 effects { rate_step_bp: -500 } "
    "effects { suspend { months: 1 } } } "
    "bands { lower: 24 lower_inclusive: true upper: 30 effects { rate_step_bp: -500 } "
    "effects { suspend { months: 3 } } } "
    "bands { lower: 30 lower_inclusive: true effects { rate_step_bp: -500 } "
    "effects { terminate { bar_years: 1 } } } "
    "tests { points: 0 expect_bp: 500 } tests { points: 15 expect_bp: -312 } "
    "tests { points: 21 expect_bp: -500 expect_suspend_months: 1 } "
    "tests { points: 24 expect_bp: -500 expect_suspend_months: 3 } "
    "tests { points: 30 expect_bp: -500 expect_terminate: true } "
    "settlement { volume { plus_bp: 0 minus_bp: 0 } overrun { upto_bp: 2000 pay_bp: 5000 } }";
constexpr char kExchange[] =
    "settlement { incentive { mode: INCENTIVE_MODE_LINEAR_EXCHANGE withhold_bp: 200 "
    "score_denominator: 100 max_incentive_bp: 400 } }";

void Suspend(GoldenRows& rows, int months, const char* first, const char* last) {
  scoring::v1::Consequence& order = *rows.standing.mutable_consequence();
  order.set_suspend_months(months);
  order.set_suspend_start_date(first);
  order.set_suspend_end_date(last);
}

v1::ContractOutcome Contract(const GoldenRows& rows, int64_t price_fen, int64_t met, int64_t failed,
                             int64_t pending, int32_t fail_pay_bp) {
  v1::ContractOutcome one;
  one.set_institution_id(rows.actual.institution_id());
  one.set_year(rows.actual.year());
  one.set_contract_id("C-1");
  one.set_first_date("2026-01-01");
  one.set_last_date("2026-12-31");
  one.set_price_fen(price_fen);
  one.set_met(met);
  one.set_failed(failed);
  one.set_pending(pending);
  one.set_fail_pay_bp(fail_pay_bp);
  return one;
}

Golden Suspended() {
  return {"G08",
          18,
          1810,
          860'000'000,
          "8.5",
          0,
          false,
          false,
          849'600'789,
          849'600'789,
          [](GoldenRows& rows) {
            Suspend(rows, 1, "2026-03-01", "2026-03-31");
            rows.actual.set_refused_fen(12'345'678);
            rows.actual.set_emergency_fen(3'456'789);
          }};
}

Golden SuspendedInALeapYear() {
  return {"G09",
          24,
          1500,
          720'000'000,
          "8.5",
          0,
          false,
          false,
          680'715'594,
          680'715'594,
          [](GoldenRows& rows) {
            Suspend(rows, 3, "2028-02-01", "2028-04-30");
            rows.budget.set_total_budget_fen(900'000'028);
            rows.actual.set_emergency_fen(500'000);
          }};
}

Golden Cancelled() {
  return {"G10",
          30,
          990,
          500'000'000,
          "5.999",
          15'000'001,
          false,
          false,
          476'269'200,
          -58'730'801,
          [](GoldenRows& rows) {
            rows.standing.mutable_consequence()->set_cancelled(true);
            rows.standing.mutable_consequence()->set_cancelled_date("2026-07-01");
            rows.actual.set_monthly_fen(520'000'000);
          }};
}

Golden Young() {
  return {"G11",
          0,
          820,
          390'000'000,
          "",
          0,
          false,
          false,
          390'000'000,
          390'000'000,
          [](GoldenRows& rows) { rows.standing.set_designated_from_date("2026-08-04"); }};
}

Golden AverageOfManyVisits() {
  return {"G15",
          1,
          2000,
          961'234'567,
          "8.5",
          0,
          false,
          false,
          974'227'397,
          974'227'397,
          [](GoldenRows& rows) {
            rows.budget.set_per_visit_fen(123'456'789);
            rows.budget.set_per_visit_visits(257);
          }};
}

Golden Pharmacy() {
  return {"G19",
          5,
          40'000,
          61'234'567,
          "7",
          6'123'457,
          false,
          false,
          61'234'567,
          9'308'730,
          [](GoldenRows& rows) {
            rows.actual.set_monthly_fen(50'000'000);
            rows.actual.set_deductions_fen(88'800);
          },
          "",
          true};
}

Golden EveryLine() {
  return {"G20",
          8,
          90'000'001,
          10'123'456'789'012,
          "6.25",
          505'050'505'051,
          false,
          false,
          9'994'943'680'824,
          -70'286'846'676,
          [](GoldenRows& rows) {
            rows.budget.set_per_visit_fen(123'457);
            rows.budget.set_total_budget_fen(10'000'000'000'000);
            rows.budget.set_planned_visits(80'000'000);
            rows.actual.set_monthly_fen(9'000'000'000'001);
            rows.actual.set_prefund_fen(800'000'000'003);
            rows.actual.set_deductions_fen(77'777'777);
            rows.actual.set_prior_year_fen(-1'234'567);
            rows.contracts = {Contract(rows, 9'999'999, 321, 45, 6, 2500)};
            rows.contracts[0].set_cap_fen(3'300'000'000);
          }};
}

// Suspended for points of the year before, 20 days of it in this year.
Golden SuspendedBefore() {
  return {"G24",
          5,
          1890,
          900'000'000,
          "8.5",
          0,
          false,
          false,
          912'049'255,
          912'049'255,
          [](GoldenRows& rows) {
            rows.actual.set_refused_fen(7'654'321);
            rows.actual.set_emergency_fen(1'234'567);
          }};
}

scoring::v1::Measure OrderOfTheYearBefore() {
  scoring::v1::Measure order;
  order.set_kind(scoring::v1::MEASURE_KIND_POINTS_SUSPENSION);
  order.set_status(scoring::v1::MEASURE_STATUS_IN_FORCE);
  order.set_subject(scoring::v1::MEASURE_SUBJECT_INSTITUTION);
  order.set_subject_id("G24");
  order.set_scope(scoring::v1::MEASURE_SCOPE_WHOLE);
  order.set_start_date("2025-12-21");
  order.set_end_date("2026-01-20");
  return order;
}

Golden UngradedWithAContract() {
  return {"G25",
          10,
          2000,
          940'000'003,
          "",
          0,
          false,
          false,
          963'496'916,
          963'496'916,
          [](GoldenRows& rows) { rows.contracts = {Contract(rows, 1'234'567, 10, 3, 2, 3333)}; }};
}

// G22: three units that put 2 % of their base into an exchange.
Golden InExchange(const std::string& id, int64_t budget_fen, const std::string& score,
                  int64_t payable_fen) {
  return {id,
          0,
          1,
          budget_fen,
          score,
          0,
          false,
          false,
          payable_fen,
          payable_fen,
          [budget_fen](GoldenRows& rows) {
            // One visit that costs the budget: both caps are the base.
            rows.budget.set_total_budget_fen(budget_fen);
            rows.budget.set_per_visit_fen(budget_fen);
            rows.budget.set_planned_visits(1);
          },
          kExchange};
}

class GoldenCasesTest : public GoldenRun {};

PROBITY_ON_EVERY_ENGINE(GoldenCasesTest);

TEST_P(GoldenCasesTest, OrdersDaysPoliciesAndContractsComeToTheFiguresOfTheTable) {
  const std::vector<Golden> units = {
      Suspended(),
      Cancelled(),
      Young(),
      AverageOfManyVisits(),
      {"G16",
       9,
       2501,
       1'180'000'003,
       "8.5",
       0,
       false,
       false,
       1'035'492'453,
       1'035'492'453,
       {},
       kMarginal},
      {"G17",
       12,
       2000,
       940'799'999,
       "8.5",
       0,
       false,
       false,
       940'800'000,
       940'800'000,
       {},
       kMarginal},
      {"G18", 15, 2000, 950'000'001, "8.5", 0, false, false, 940'024'000, 940'024'000, {}, kEven},
      Pharmacy(),
      EveryLine(),
      SuspendedBefore(),
      UngradedWithAContract(),
  };
  server_.scoring().SetMeasures({OrderOfTheYearBefore()});
  Import(units);
  const auto run = Made(v1::RUN_KIND_FINAL, kMuch, 0);
  ASSERT_TRUE(run.ok()) << run.status();
  ExpectGolden(*run, units, kMuch, 0);
}

TEST_P(GoldenCasesTest, ALeapYearHas366DaysToDivideABudgetBy) {
  year_ = 2028;
  server_.clock().Set(absl::CivilDay(year_ + 1, 1, 4));
  Import({SuspendedInALeapYear()});
  const auto run = Made(v1::RUN_KIND_FINAL, kMuch, 0);
  ASSERT_TRUE(run.ok()) << run.status();
  ExpectGolden(*run, {SuspendedInALeapYear()}, kMuch, 0);
}

TEST_P(GoldenCasesTest, AnExchangePaysOutWhatWasPutInToTheFen) {
  const std::vector<Golden> units = {InExchange("A", 5'000'000'000, "6", 5'034'831'461),
                                     InExchange("B", 3'000'000'000, "3.5", 2'987'191'011),
                                     InExchange("C", 2'000'000'000, "2", 1'977'977'528)};
  Import(units);
  const auto run = Made(v1::RUN_KIND_FINAL, 0, 0);
  ASSERT_TRUE(run.ok()) << run.status();
  ExpectGolden(*run, units, 0, 0);
  EXPECT_EQ(run->totals().withhold_fen(), 200'000'000);
  EXPECT_EQ(run->totals().incentive_fen(), 200'000'000);
  EXPECT_FALSE(run->totals().exchange_degenerate());
  EXPECT_EQ(run->totals().slope(), "2.2471910112");
}

}  // namespace
}  // namespace probity::settlement

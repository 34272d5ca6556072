#include "services/settlement/domain/rates.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <vector>

#include "common/status/status.h"
#include "tests/services/settlement/domain/policies.h"

namespace probity::settlement {
namespace {

UnitInput Standard(int64_t points) {
  UnitInput input;
  input.key.institution_id = "M001";
  input.points = points;
  input.p0_fen = 480000;
  input.b0_fen = 960000000;
  input.planned_visits = 2000;
  return input;
}

UnitRates Rates(const UnitInput& input, const policy::Policy& rules) {
  const auto rates = CalculateRates(input, rules);
  EXPECT_TRUE(rates.ok()) << rates.status();
  return rates.ok() ? *rates : UnitRates();
}

TEST(BandRate, MedicalPointsFallFromFivePercentToAPenalty) {
  const std::array<int32_t, 12> rewards = {500, 464, 427, 391, 355, 318,
                                           282, 245, 209, 173, 136, 100};
  for (int64_t points = 0; points < 40; ++points) {
    const int32_t expected = points < 12 ? rewards.at(points) : points < 18 ? -200 : -500;
    EXPECT_EQ(Rates(Standard(points), Medical()).band_bp, expected) << points << " points";
  }
}

TEST(BandRate, APharmacyHasNoRate) {
  for (const int64_t points : {0, 12, 13, 25, 100}) {
    const UnitRates rates = Rates(Standard(points), Pharmacy());
    EXPECT_EQ(rates.band_bp, 0) << points << " points";
    EXPECT_EQ(rates.adjusted_budget_fen, 960000000) << points << " points";
  }
}

struct Flags {
  bool veto = false;
  bool cancelled = false;
  bool sanctioned = false;
  bool open_case = false;
  int64_t designated_days = 365;
};

UnitInput With(UnitInput input, const Flags& flags) {
  input.veto = flags.veto;
  input.cancelled = flags.cancelled;
  input.sanctioned = flags.sanctioned;
  input.open_case = flags.open_case;
  input.designated_days = flags.designated_days;
  return input;
}

TEST(RewardStatus, IsTheFirstConditionThatHolds) {
  struct Case {
    const char* rule;
    Flags flags;
    RewardStatus status;
    int32_t rate_bp;
  };
  const std::vector<Case> cases = {
      {"nothing against it", {}, RewardStatus::kGranted, 500},
      {"a veto item cancels", {.veto = true}, RewardStatus::kCancelled, 0},
      {"a cancellation cancels", {.cancelled = true}, RewardStatus::kCancelled, 0},
      {"an ordered suspension cancels", {.sanctioned = true}, RewardStatus::kCancelled, 0},
      {"an open case holds it, the rate is stated", {.open_case = true}, RewardStatus::kHeld, 500},
      {"180 days are enough", {.designated_days = 180}, RewardStatus::kGranted, 500},
      {"179 days are not", {.designated_days = 179}, RewardStatus::kIneligible, 0},
      {"too few days weigh more than an open case",
       {.open_case = true, .designated_days = 10},
       RewardStatus::kIneligible,
       0},
      {"a veto item weighs more than too few days",
       {.veto = true, .open_case = true, .designated_days = 10},
       RewardStatus::kCancelled,
       0},
  };
  for (const Case& row : cases) {
    const UnitRates rates = Rates(With(Standard(0), row.flags), Medical());
    EXPECT_EQ(RewardStatusName(rates.reward_status), RewardStatusName(row.status)) << row.rule;
    EXPECT_EQ(rates.rate_bp, row.rate_bp) << row.rule;
    EXPECT_EQ(rates.band_bp, 500) << "the band's rate does not depend on it: " << row.rule;
  }
}

TEST(RewardStatus, APenaltyStaysWhateverTheStatus) {
  const std::vector<Flags> all = {
      {}, {.veto = true}, {.cancelled = true}, {.open_case = true}, {.designated_days = 3}};
  for (const Flags& flags : all) {
    EXPECT_EQ(Rates(With(Standard(12), flags), Medical()).rate_bp, -200);
    EXPECT_EQ(Rates(With(Standard(30), flags), Medical()).rate_bp, -500);
  }
}

TEST(RewardStatus, ThePolicySaysWhichConditionsCount) {
  policy::Policy rules = Medical();
  rules.eligibility = {0, false, false, policy::OpenCase::kIgnore};
  const UnitInput input = With(Standard(0), {.veto = true, .sanctioned = true, .open_case = true});
  EXPECT_EQ(RewardStatusName(Rates(input, rules).reward_status), "GRANTED");
}

TEST(StatedRate, AnExchangeOfIncentivesLiftsNoCap) {
  EXPECT_EQ(StatedRate(500, RewardStatus::kGranted, policy::IncentiveMode::kLinearExchange), 0);
  EXPECT_EQ(StatedRate(-200, RewardStatus::kGranted, policy::IncentiveMode::kLinearExchange), -200);
}

// Rows of the golden cases: inputs that differ from the standard unit, and what must come out.
struct Golden {
  const char* name;
  UnitInput input;
  UnitRates expect;
};

UnitInput G(int64_t points, const Flags& flags = {}) {
  return With(Standard(points), flags);
}

UnitInput Money(UnitInput input, int64_t p0_fen, int64_t p0_visits, int64_t b0_fen) {
  input.p0_fen = p0_fen;
  input.p0_visits = p0_visits;
  input.b0_fen = b0_fen;
  return input;
}

UnitInput LeapYear(UnitInput input) {
  input.year_days = 366;
  return input;
}

void ExpectGolden(const policy::Policy& rules, const std::vector<Golden>& rows) {
  for (const Golden& row : rows) {
    const UnitRates rates = Rates(row.input, rules);
    EXPECT_EQ(rates.band_bp, row.expect.band_bp) << row.name;
    EXPECT_EQ(RewardStatusName(rates.reward_status), RewardStatusName(row.expect.reward_status))
        << row.name;
    EXPECT_EQ(rates.rate_bp, row.expect.rate_bp) << row.name;
    EXPECT_EQ(rates.adjusted_per_visit_fen, row.expect.adjusted_per_visit_fen) << row.name;
    EXPECT_EQ(rates.adjusted_budget_fen, row.expect.adjusted_budget_fen) << row.name;
  }
}

constexpr RewardStatus kGranted = RewardStatus::kGranted;
constexpr RewardStatus kHeld = RewardStatus::kHeld;
constexpr RewardStatus kIneligible = RewardStatus::kIneligible;
constexpr RewardStatus kCancelled = RewardStatus::kCancelled;

TEST(AdjustedFigures, MedicalGoldenCases) {
  ExpectGolden(
      Medical(),
      {
          {"G01 +5 %", G(0), {500, kGranted, 500, 504000, 1008000000}},
          {"G03 +2.45 %", G(7), {245, kGranted, 245, 491760, 983520000}},
          {"G04 +1 %", G(11), {100, kGranted, 100, 484800, 969600000}},
          {"G05 penalty", G(12), {-200, kGranted, -200, 470400, 940800000}},
          {"G06 open case", G(3, {.open_case = true}), {391, kHeld, 391, 498768, 997536000}},
          {"G07 veto item", G(0, {.veto = true}), {500, kCancelled, 0, 480000, 960000000}},
          {"G08 suspended",
           G(18, {.sanctioned = true}),
           {-500, kCancelled, -500, 456000, 912000000}},
          {"G09 leap year, half a fen rounds up",
           LeapYear(
               Money(G(24, {.sanctioned = true, .designated_days = 366}), 480000, 1, 900000028)),
           {-500, kCancelled, -500, 456000, 855000027}},
          {"G10 cancelled after 181 days",
           G(30, {.cancelled = true, .designated_days = 181}),
           {-500, kCancelled, -500, 456000, 912000000}},
          {"G11 150 days",
           G(0, {.designated_days = 150}),
           {500, kIneligible, 0, 480000, 960000000}},
          {"G12", G(2), {427, kGranted, 427, 500496, 1000992000}},
          {"G13, G14", G(5), {318, kGranted, 318, 495264, 990528000}},
          {"G15 an average kept as amount over visits",
           Money(G(1), 123456789, 257, 960000000),
           {464, kGranted, 464, 502666, 1004544000}},
          {"G16", G(9), {173, kGranted, 173, 488304, 976608000}},
          {"G20 ten to the thirteenth fen",
           Money(G(8), 123457, 1, 10000000000000),
           {209, kGranted, 209, 126037, 10209000000000}},
          {"G25", G(10), {136, kGranted, 136, 486528, 973056000}},
      });
}

TEST(AdjustedFigures, HalfEvenGoldenCase) {
  ExpectGolden(
      MedicalHalfEven(),
      {{"G18 -312.5 bp goes to the even", G(15), {-312, kGranted, -312, 465024, 930048000}}});
}

TEST(AdjustedFigures, PharmacyGoldenCase) {
  ExpectGolden(Pharmacy(),
               {{"G19 without a budget", Money(G(5), 0, 1, 0), {0, kGranted, 0, 0, 0}}});
}

TEST(AdjustedFigures, AFigureBeyond64BitsIsRefusedNamingTheUnit) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  const auto budget = CalculateRates(Money(G(0), 1, 1, kMax), Medical());
  EXPECT_TRUE(HasReason(budget.status(), Reason::k_ARITHMETIC_OVERFLOW)) << budget.status();
  EXPECT_EQ(DetailOf(budget.status()).metadata["unit"], "M001/ALL/ALL");
  EXPECT_EQ(DetailOf(budget.status()).metadata["field"], "adjusted_budget_fen");
  const auto per_visit = CalculateRates(Money(G(0), kMax, 1, 1), Medical());
  EXPECT_TRUE(HasReason(per_visit.status(), Reason::k_ARITHMETIC_OVERFLOW)) << per_visit.status();
  EXPECT_EQ(DetailOf(per_visit.status()).metadata["field"], "adjusted_per_visit_fen");
  EXPECT_TRUE(CalculateRates(Money(G(12), kMax, 1, kMax), Medical()).ok())
      << "a penalty makes it smaller";
}

TEST(SanctionOrder, IsMissingWhereTheBandDemandsOneThatNobodyGave) {
  EXPECT_FALSE(SanctionOrderMissing(G(17), Medical()));
  EXPECT_TRUE(SanctionOrderMissing(G(18), Medical()));
  EXPECT_TRUE(SanctionOrderMissing(G(30), Medical()));
  EXPECT_TRUE(SanctionOrderMissing(G(13), Pharmacy()));
  EXPECT_FALSE(SanctionOrderMissing(G(18, {.sanctioned = true}), Medical()));
  EXPECT_FALSE(SanctionOrderMissing(G(30, {.cancelled = true}), Medical()));
}

}  // namespace
}  // namespace probity::settlement

// Whole units, input to net: each case shows one rule at work with all the others around it.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

using Change = std::function<void(UnitInput&)>;

// What the standard unit, changed, is settled to.
struct Case {
  std::string name;
  std::string shows;
  policy::Policy (*scheme)();
  Change change;
  struct {
    int32_t bp;  // r+
    RewardStatus status;
  } rate;
  struct {
    bool low;
    int64_t upper, lower;  // U, L
  } volume;
  struct {
    int64_t stripped, standard, budget, cap, retention, share;  // X; the others at r+
  } caps;
  struct {
    int64_t base, rate_reward, held, forfeit, capped, net;
  } paid;
};

constexpr RewardStatus kGranted = RewardStatus::kGranted;
constexpr RewardStatus kHeld = RewardStatus::kHeld;
constexpr RewardStatus kCancelled = RewardStatus::kCancelled;
constexpr RewardStatus kIneligible = RewardStatus::kIneligible;

// The contract of two cases: price, met, failed, pending, pay of a failure, cap.
Contract MakeContract(int64_t price, int64_t met, int64_t failed, int64_t pending, int32_t fail_bp,
                      std::optional<int64_t> cap) {
  return {price, met, failed, pending, fail_bp, cap};
}

std::vector<Case> WithinTheCaps() {
  return {
      {"G01",
       "500 bp and 30 % of the surplus",
       Med,
       [](UnitInput& u) { u.accepted_fen = 950000000; },
       {500, kGranted},
       {false, 2200, 1800},
       {0, 1008000000, 1008000000, 1008000000, 17400000, 0},
       {950000000, 0, 0, 0, 0, 967400000}},
      {"G02",
       "retention stops at 3 % of the cap",
       Med,
       [](UnitInput& u) { u.accepted_fen = 880000001; },
       {500, kGranted},
       {false, 2200, 1800},
       {0, 1008000000, 1008000000, 1008000000, 30240000, 0},
       {880000001, 0, 0, 0, 0, 910240001}},
      {"G06",
       "an open case holds the reward",
       Med,
       [](UnitInput& u) {
         u.accepted_fen = 975000000;
         u.points = 3;
         u.open_case = true;
       },
       {391, kHeld},
       {false, 2200, 1800},
       {0, 997536000, 997536000, 997536000, 6760800, 0},
       {969000000, 6000000, 12760800, 0, 6000000, 969000000}},
      {"G07",
       "a veto item cancels the reward",
       Med,
       [](UnitInput& u) {
         u.accepted_fen = 950000000;
         u.veto = true;
       },
       {0, kCancelled},
       {false, 2200, 1800},
       {0, 960000000, 960000000, 960000000, 0, 0},
       {950000000, 0, 0, 0, 0, 950000000}},
      {"G11",
       "150 days old and ungraded: no reward",
       Med,
       [](UnitInput& u) {
         u.visits = 820;
         u.accepted_fen = 390000000;
         u.score_centi.reset();
         u.designated_days = 150;
       },
       {0, kIneligible},
       {false, 904, 740},
       {0, 393600000, 394520548, 393600000, 0, 0},
       {390000000, 0, 0, 0, 0, 390000000}},
      {"G12",
       "a low volume is flagged, never raised",
       Med,
       [](UnitInput& u) {
         u.visits = 1799;
         u.accepted_fen = 800000000;
         u.points = 2;
       },
       {427, kGranted},
       {true, 2200, 1800},
       {0, 900392304, 1000992000, 900392304, 0, 0},
       {800000000, 0, 0, 0, 0, 800000000}},
      {"G13",
       "the deposit slides: 74.00 pays 0.82",
       Med,
       [](UnitInput& u) {
         u.score_centi = 7400;
         u.points = 5;
         u.withheld_fen = 48000001;
       },
       {318, kGranted},
       {false, 2200, 1800},
       {0, 990528000, 990528000, 990528000, 9158400, 0},
       {960000000, 0, 0, 8640000, 0, 960518400}},
      {"G14",
       "the deposit slides: 79.55 pays 0.9865",
       Med,
       [](UnitInput& u) {
         u.score_centi = 7955;
         u.points = 5;
         u.withheld_fen = 3333333;
       },
       {318, kGranted},
       {false, 2200, 1800},
       {0, 990528000, 990528000, 990528000, 9158400, 0},
       {960000000, 0, 0, 45000, 0, 969113400}},
      {"G17",
       "half a fen of retention is one",
       MedMarginal,
       [](UnitInput& u) {
         u.accepted_fen = 940799999;
         u.points = 12;
       },
       {-200, kGranted},
       {false, 2100, 1840},
       {0, 940800000, 940800000, 940800000, 1, 0},
       {940799999, 0, 0, 0, 0, 940800000}},
      {"G19",
       "a pharmacy has no rate, its deposit slides",
       Pharm,
       [](UnitInput& u) {
         u.p0_fen = 0;
         u.b0_fen = 0;
         u.planned_visits = 0;
         u.visits = 40000;
         u.accepted_fen = 61234567;
         u.score_centi = 7000;
         u.points = 5;
         u.withheld_fen = 6123457;
         u.monthly_fen = 50000000;
         u.deductions_fen = 88800;
       },
       {0, kGranted},
       {false, 40000, 0},
       {0, 0, 0, 61234567, 0, 0},
       {61234567, 0, 0, 1837037, 0, 9308730}},
      {"G24",
       "last year's order takes days, not the reward",
       Med,
       [](UnitInput& u) {
         u.visits = 1890;
         u.accepted_fen = 900000000;
         u.points = 5;
         u.suspended_days = 20;
         u.refused_fen = 7654321;
         u.emergency_fen = 1234567;
       },
       {318, kGranted},
       {false, 2079, 1702},
       {0, 936048960, 936252493, 936048960, 10814688, 0},
       {901234567, 0, 0, 0, 0, 912049255}},
      {"G25",
       "an absent score passes its gate; a contract without cap",
       Med,
       [](UnitInput& u) {
         u.accepted_fen = 940000003;
         u.score_centi.reset();
         u.points = 10;
         u.contracts = {MakeContract(1234567, 10, 3, 2, 3333, std::nullopt)};
       },
       {136, kGranted},
       {false, 2200, 1800},
       {0, 973056000, 973056000, 973056000, 9916799, 0},
       {940000003, 0, 2469134, 0, 0, 963496916}},
  };
}

std::vector<Case> AboveTheCaps() {
  return {
      {"G03",
       "excess visits are stripped, the budget binds",
       Med,
       [](UnitInput& u) {
         u.visits = 2300;
         u.accepted_fen = 1150000000;
         u.points = 7;
       },
       {245, kGranted},
       {false, 2200, 1800},
       {50000000, 1081872000, 983520000, 983520000, 0, 54093600},
       {1012800000, 24813600, 0, 0, 62386400, 1037613600}},
      {"G04",
       "two tiers of overrun, a tie rounds up",
       Med,
       [](UnitInput& u) {
         u.accepted_fen = 1040000007;
         u.points = 11;
       },
       {100, kGranted},
       {false, 2200, 1800},
       {0, 969600000, 969600000, 969600000, 0, 40048004},
       {1004800004, 4848000, 0, 0, 30352003, 1009648004}},
      {"G05",
       "a penalty; nothing above the last tier",
       Med,
       [](UnitInput& u) {
         u.accepted_fen = 1200000000;
         u.points = 12;
       },
       {-200, kGranted},
       {false, 2200, 1800},
       {0, 940800000, 940800000, 940800000, 0, 51744000},
       {992544000, 0, 0, 0, 207456000, 992544000}},
      {"G08",
       "31 suspended days, emergency care paid",
       Med,
       [](UnitInput& u) {
         u.visits = 1810;
         u.accepted_fen = 860000000;
         u.points = 18;
         u.sanctioned = true;
         u.suspended_days = 31;
         u.refused_fen = 12345678;
         u.emergency_fen = 3456789;
       },
       {-500, kCancelled},
       {false, 2013, 1648},
       {0, 825360000, 834542466, 825360000, 0, 20784000},
       {849600789, 0, 0, 0, 13856000, 849600789}},
      {"G09",
       "a leap year and 90 days",
       Med,
       [](UnitInput& u) {
         u.b0_fen = 900000028;
         u.visits = 1500;
         u.accepted_fen = 720000000;
         u.points = 24;
         u.sanctioned = true;
         u.year_days = 366;
         u.designated_days = 366;
         u.suspended_days = 90;
         u.emergency_fen = 500000;
       },
       {-500, kCancelled},
       {false, 1659, 1358},
       {0, 684000000, 644754118, 644754118, 0, 35461476},
       {680715594, 0, 0, 0, 39784406, 680715594}},
      {"G10",
       "cancelled after 181 days: a recovery",
       Med,
       [](UnitInput& u) {
         u.visits = 990;
         u.accepted_fen = 500000000;
         u.score_centi = 5999;
         u.points = 30;
         u.cancelled = true;
         u.designated_days = 181;
         u.monthly_fen = 520000000;
         u.withheld_fen = 15000001;
       },
       {-500, kCancelled},
       {false, 1090, 893},
       {0, 451440000, 452252055, 451440000, 0, 24829200},
       {476269200, 0, 0, 15000001, 23730800, -58730801}},
      {"G15",
       "the average stays amount over visits",
       Med,
       [](UnitInput& u) {
         u.p0_fen = 123456789;
         u.p0_visits = 257;
         u.accepted_fen = 961234567;
         u.points = 1;
       },
       {464, kGranted},
       {false, 2200, 1800},
       {0, 1005332171, 1004544000, 1004544000, 12992830, 0},
       {960740740, 493827, 0, 0, 0, 974227397}},
      {"G16",
       "excess visits paid at 30 %",
       MedMarginal,
       [](UnitInput& u) {
         u.visits = 2501;
         u.accepted_fen = 1180000003;
         u.points = 9;
       },
       {173, kGranted},
       {false, 2100, 1840},
       {132437425, 1084181371, 976608000, 976608000, 0, 58884453},
       {1019862282, 15630171, 0, 0, 12070125, 1035492453}},
      {"G18",
       "halves to even: -312.5 bp, half a fen",
       MedEven,
       [](UnitInput& u) {
         u.accepted_fen = 950000001;
         u.points = 15;
       },
       {-312, kGranted},
       {false, 2000, 2000},
       {0, 930048000, 930048000, 930048000, 0, 9976000},
       {940024000, 0, 0, 0, 9976001, 940024000}},
      {"G20",
       "every line at once, 10^13 fen",
       Med,
       [](UnitInput& u) {
         u.p0_fen = 123457;
         u.b0_fen = 10000000000000;
         u.planned_visits = 80000000;
         u.visits = 90000001;
         u.accepted_fen = 10123456789012;
         u.score_centi = 6250;
         u.points = 8;
         u.withheld_fen = 505050505051;
         u.monthly_fen = 9000000000001;
         u.prefund_fen = 800000000003;
         u.deductions_fen = 77777777;
         u.prior_year_fen = -1234567;
         u.contracts = {MakeContract(9999999, 321, 45, 6, 2500, 3300000000)};
       },
       {209, kGranted},
       {false, 88000000, 72000000},
       {224965816406, 11091278114400, 10209000000000, 10209000000000, 93152708218, 0},
       {9898490972606, 0, 0, 265151515152, 0, -70286846676}},
  };
}

void ExpectUnit(const Case& one) {
  SCOPED_TRACE(one.name + ": " + one.shows);
  UnitInput input = Standard(one.name);
  one.change(input);
  const auto unit = SettleAlone(input, one.scheme());
  ASSERT_TRUE(unit.ok()) << unit.status();
  EXPECT_EQ(unit->rates.rate_bp, one.rate.bp);
  EXPECT_EQ(RewardStatusName(unit->rates.reward_status), RewardStatusName(one.rate.status));
  EXPECT_EQ(unit->low_volume, one.volume.low);
  EXPECT_EQ(unit->volume_upper, one.volume.upper);
  EXPECT_EQ(unit->volume_lower, one.volume.lower);
  EXPECT_EQ(unit->stripped_fen, one.caps.stripped);
  EXPECT_EQ(unit->at_full, (CostSide{one.caps.standard, one.caps.budget, one.caps.cap,
                                     one.caps.share, one.caps.retention}));
  EXPECT_EQ(unit->base_fen, one.paid.base);
  EXPECT_EQ(unit->rate_reward_fen, one.paid.rate_reward);
  EXPECT_EQ(unit->retention_reward_fen, one.caps.retention);
  EXPECT_EQ(unit->held_fen, one.paid.held);
  EXPECT_EQ(unit->forfeit_fen, one.paid.forfeit);
  EXPECT_EQ(unit->capped_fen, one.paid.capped);
  EXPECT_EQ(unit->net_fen, one.paid.net);
  EXPECT_EQ(unit->refused_fen, input.refused_fen);
}

TEST(AUnit, WithinTheCapsKeepsPartOfItsSurplus) {
  for (const Case& one : WithinTheCaps()) ExpectUnit(one);
}

TEST(AUnit, AboveTheCapsIsPaidAsTheTiersSay) {
  for (const Case& one : AboveTheCaps()) ExpectUnit(one);
}

TEST(AUnit, StatesEveryFigureOnTheWay) {
  UnitInput input = Standard();
  input.accepted_fen = 975000000;
  input.points = 3;
  input.open_case = true;
  const auto unit = SettleAlone(input, Med());
  ASSERT_TRUE(unit.ok()) << unit.status();
  EXPECT_EQ(unit->capped_held_fen, 6000000) << "of what was capped, what waits for the case";
  EXPECT_EQ(unit->at_base, (CostSide{960000000, 960000000, 960000000, 9000000, 0}));
  EXPECT_EQ(unit->reward_fen, 12760800);
  EXPECT_EQ(unit->rate_paid_fen, 0);
  EXPECT_EQ(unit->retention_paid_fen, 0);
}

TEST(AUnit, RecoversANegativeNetInParts) {
  EXPECT_EQ(RecoveryPlan(-58730801, 6),
            (std::vector<int64_t>{9788467, 9788467, 9788467, 9788467, 9788467, 9788466}));
  EXPECT_EQ(RecoveryPlan(-70286846676, 6), std::vector<int64_t>(6, 11714474446));
  EXPECT_EQ(RecoveryPlan(-1, 3), (std::vector<int64_t>{1, 0, 0}));
  EXPECT_TRUE(RecoveryPlan(0, 6).empty());
}

}  // namespace
}  // namespace probity::settlement

// Each item of a statement by itself, with the values on both sides of every edge.
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "services/settlement/domain/caps.h"
#include "services/settlement/domain/contracts.h"
#include "services/settlement/domain/deposit.h"
#include "services/settlement/domain/exact.h"
#include "services/settlement/domain/volume.h"
#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

using money::Rounding;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

template <typename Value>
Value Got(const absl::StatusOr<Value>& result) {
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : Value();
}

TEST(ExactArithmetic, RoundsOnceInThePolicysMode) {
  struct Case {
    int64_t numerator, half_up, half_even, down;
  };
  for (const Case& one : {Case{5, 3, 2, 2}, Case{-5, -3, -2, -2}, Case{-1, -1, 0, 0},
                          Case{3, 2, 2, 1}, Case{4, 2, 2, 2}}) {
    EXPECT_EQ(Exact(Rounding::kHalfUp).R(one.numerator, 2, "x"), one.half_up) << one.numerator;
    EXPECT_EQ(Exact(Rounding::kHalfEven).R(one.numerator, 2, "x"), one.half_even) << one.numerator;
    EXPECT_EQ(Exact(Rounding::kDown).R(one.numerator, 2, "x"), one.down) << one.numerator;
  }
}

TEST(ExactArithmetic, NamesTheFirstFigureThatLeavesItsBits) {
  Exact exact;
  EXPECT_EQ(exact.Whole(kMax, "first"), kMax);
  EXPECT_TRUE(exact.status().ok());
  exact.Whole(money::Int128{kMax} + 1, "second");
  exact.Whole(money::Int128{kMax} + 1, "third");
  EXPECT_TRUE(HasReason(exact.status(), Reason::k_ARITHMETIC_OVERFLOW));
  EXPECT_EQ(DetailOf(exact.status()).metadata.at("field"), "second");
  Exact product;
  product.Times(product.Times(kMax, kMax), kMax);
  product.R(1, 1, "product");
  EXPECT_EQ(DetailOf(product.status()).metadata.at("field"), "product")
      << "an operand overflows before the figure is named";
}

TEST(L3Days, AreTheDesignatedLessTheSuspended) {
  UnitInput input = Standard();
  input.designated_days = 181;
  input.suspended_days = 31;
  EXPECT_EQ(ActiveDays(input), 150);
}

TEST(L4Volume, IsBoundByThePlanOfTheActiveDays) {
  struct Case {
    std::string shows;
    int64_t visits, suspended;
    Volume volume;
  };
  for (const Case& one :
       {Case{"the plan", 2000, 0, {2200, 1800, 2000, 0, false}},
        Case{"the upper bound itself", 2200, 0, {2200, 1800, 2200, 0, false}},
        Case{"one visit above", 2201, 0, {2200, 1800, 2200, 1, false}},
        Case{"the lower bound itself", 1800, 0, {2200, 1800, 1800, 0, false}},
        Case{"one visit below", 1799, 0, {2200, 1800, 1799, 0, true}},
        Case{"31 days less: bounds round inwards", 1648, 31, {2013, 1648, 1648, 0, false}},
        Case{"no active day", 0, 365, {0, 0, 0, 0, false}}}) {
    UnitInput input = Standard();
    input.visits = one.visits;
    input.suspended_days = one.suspended;
    EXPECT_EQ(VolumeOf(input, UsualTerms()), one.volume) << one.shows;
  }
  policy::SettlementTerms no_plan = UsualTerms();
  no_plan.basis = policy::SettlementBasis::kBudgetOnly;
  UnitInput input = Standard();
  input.visits = 9999;
  EXPECT_EQ(VolumeOf(input, no_plan), (Volume{9999, 0, 9999, 0, false}))
      << "without a plan every visit is standard";
}

TEST(L5Stripped, IsTheExcessVisitsPartOfTheAmountLessWhatIsPaidForThem) {
  struct Case {
    int64_t accepted, visits, excess;
    int32_t excess_pay_bp;
    int64_t stripped;
  };
  for (const Case& one : {Case{1150000000, 2300, 100, 0, 50000000}, Case{100, 3, 0, 0, 0},
                          Case{100, 3, 1, 0, 33}, Case{200, 3, 1, 0, 67}, Case{100, 3, 3, 0, 100},
                          Case{1180000003, 2501, 401, 3000, 132437425}, Case{100, 3, 3, 10000, 0},
                          Case{0, 0, 0, 0, 0}}) {
    UnitInput input = Standard();
    input.accepted_fen = one.accepted;
    input.visits = one.visits;
    const Volume volume{0, 0, one.visits - one.excess, one.excess, false};
    EXPECT_EQ(Got(Stripped(input, volume, one.excess_pay_bp, Rounding::kHalfUp)), one.stripped)
        << one.accepted << " fen, " << one.excess << " of " << one.visits;
  }
}

CostSide SideAt(const UnitInput& input, const policy::SettlementTerms& terms, int32_t rate_bp,
                Retention retention = Retention::kOn) {
  const Volume volume = VolumeOf(input, terms);
  return Got(
      CostAt({input, terms, volume, input.accepted_fen, Rounding::kHalfUp}, rate_bp, retention));
}

TEST(L6Caps, AreEachRaisedOnceAndTheSmallerBinds) {
  UnitInput input = Standard();
  const CostSide raised = SideAt(input, UsualTerms(), 500, Retention::kOff);
  EXPECT_EQ(raised, (CostSide{1008000000, 1008000000, 1008000000, 0, 0}))
      << "1.05 times, never 1.05 twice";
  input.b0_fen = 900000000;
  EXPECT_EQ(SideAt(input, UsualTerms(), 500, Retention::kOff).cap_fen, 945000000);
  policy::SettlementTerms terms = UsualTerms();
  terms.basis = policy::SettlementBasis::kBudgetOnly;
  EXPECT_EQ(SideAt(input, terms, 0, Retention::kOff),
            (CostSide{0, 900000000, 900000000, 34500000, 0}))
      << "without an average the budget alone binds; 6.67 % above it is paid in two tiers";
  terms.basis = policy::SettlementBasis::kClaimsOnly;
  EXPECT_EQ(SideAt(input, terms, 0), (CostSide{0, 0, 960000000, 0, 0}))
      << "claims alone are their own cap";
}

TEST(L6Overrun, PaysTierByTierWithOneRounding) {
  const policy::SettlementTerms two = UsualTerms();
  policy::SettlementTerms odd;
  odd.overrun = {{100, 3333}, {200, 3333}};
  struct Case {
    std::string shows;
    const policy::SettlementTerms& terms;
    int64_t cost, cap, share;
  };
  for (const Case& one : {Case{"one fen above", two, 1000001, 1000000, 1},
                          Case{"the end of the first tier", two, 1050000, 1000000, 30000},
                          Case{"into the second", two, 1050002, 1000000, 30001},
                          Case{"the end of the last", two, 1100000, 1000000, 55000},
                          Case{"nothing above it", two, 9000000, 1000000, 55000},
                          Case{"an empty cap has no tier", two, 500, 0, 0},
                          Case{"1.6665 + 1.6665 rounds once", odd, 1010, 1000, 3}}) {
    EXPECT_EQ(Got(OverrunShare(one.terms, one.cost, one.cap, Rounding::kHalfUp)), one.share)
        << one.shows;
  }
}

TEST(L6Retention, IsAShareOfTheSurplusUpToAShareOfTheCap) {
  struct Case {
    int64_t cost, cap, retained;
  };
  for (const Case& one : {Case{1000, 1000, 0}, Case{999, 1000, 0}, Case{998, 1000, 1},
                          Case{900, 1000, 30}, Case{899, 1000, 30}, Case{0, 1000, 30}}) {
    EXPECT_EQ(Got(RetainedSurplus(UsualTerms(), one.cost, one.cap, Rounding::kHalfUp)),
              one.retained)
        << one.cost << " of " << one.cap;
  }
}

TEST(L7Gates, HoldAtTheirValueAndSayWhatAnAbsentMetricCountsAs) {
  using policy::GateOp;
  UnitInput input = Standard();
  input.points = 11;
  input.score_centi = 6000;
  input.indicators = {{"READMISSION", 120}};
  UnitInput ungraded = input;
  ungraded.score_centi.reset();
  struct Case {
    std::string shows;
    policy::Gate gate;
    const UnitInput& input;
    bool low, holds;
  };
  for (const Case& one :
       {Case{"GE at its value", {"SCORE", GateOp::kGe, 6000, false}, input, false, true},
        Case{"GE one above", {"SCORE", GateOp::kGe, 6001, false}, input, false, false},
        Case{"LE at its value", {"POINTS", GateOp::kLe, 11, false}, input, false, true},
        Case{"LE one below", {"POINTS", GateOp::kLe, 10, false}, input, false, false},
        Case{"EQ of a flag", {"LOW_VOLUME", GateOp::kEq, 0, false}, input, false, true},
        Case{"EQ of the other flag", {"LOW_VOLUME", GateOp::kEq, 0, false}, input, true, false},
        Case{"an indicator", {"READMISSION", GateOp::kLe, 120, false}, input, false, true},
        Case{"an absent indicator fails", {"GROWTH", GateOp::kLe, 1, false}, input, false, false},
        Case{"an absent score fails", {"SCORE", GateOp::kGe, 0, false}, ungraded, false, false},
        Case{"an absent score passes", {"SCORE", GateOp::kGe, 1, true}, ungraded, false, true}}) {
    EXPECT_EQ(GateHolds(one.gate, one.input, one.low), one.holds) << one.shows;
  }
}

TEST(L7Retention, NeedsARewardAndEveryGate) {
  const policy::SettlementTerms terms = UsualTerms();
  UnitInput input = Standard();
  input.points = 11;
  EXPECT_TRUE(RetentionAllowed(input, terms, RewardStatus::kGranted, false));
  EXPECT_TRUE(RetentionAllowed(input, terms, RewardStatus::kHeld, false));
  EXPECT_FALSE(RetentionAllowed(input, terms, RewardStatus::kCancelled, false));
  EXPECT_FALSE(RetentionAllowed(input, terms, RewardStatus::kIneligible, false));
  EXPECT_FALSE(RetentionAllowed(input, terms, RewardStatus::kGranted, true)) << "low volume";
  input.points = 12;
  EXPECT_FALSE(RetentionAllowed(input, terms, RewardStatus::kGranted, false)) << "12 points";
}

TEST(L8Contracts, PayOutcomesWithinTheCap) {
  struct Case {
    std::string shows;
    Contract contract;
    ContractSums sums;
  };
  for (const Case& one :
       {Case{"met, failed in part, pending held",
             {1234567, 10, 3, 2, 3333, {}},
             {13580114, 2469134, 2469257}},
        Case{"the cap binds what is paid",
             {9999999, 321, 45, 6, 2500, 3300000000},
             {3300000000, 0, 419999628}},
        Case{"the cap leaves room for part of what is pending",
             {100, 9, 0, 3, 0, 1000},
             {900, 100, 200}},
        Case{"a cap of nothing", {100, 1, 1, 1, 5000, 0}, {0, 0, 300}},
        Case{"a failure pays nothing by default", {100, 0, 5, 0, 0, {}}, {0, 0, 500}},
        Case{"half a fen rounds up", {1, 0, 1, 0, 5000, {}}, {1, 0, 0}}}) {
    EXPECT_EQ(Got(SettleContract(one.contract, Rounding::kHalfUp)), one.sums) << one.shows;
  }
  EXPECT_EQ(Got(SettleContracts({{100, 1, 0, 0, 0, {}}, {7, 0, 1, 1, 0, {}}}, Rounding::kHalfUp)),
            (ContractSums{100, 7, 7}));
  EXPECT_EQ(Got(SettleContracts({}, Rounding::kHalfUp)), ContractSums());
}

TEST(L8Contracts, RefuseAnAmountOf64BitsEvenUnderACap) {
  const Contract huge{1'000'000'000'000'000, 1'000'000'000, 0, 0, 0, 1};
  const auto sums = SettleContract(huge, Rounding::kHalfUp);
  EXPECT_TRUE(HasReason(sums.status(), Reason::k_ARITHMETIC_OVERFLOW)) << sums.status();
}

TEST(L9Deposit, IsPaidOutByTheFirstStepTheScoreReaches) {
  const std::vector<policy::DepositStep> steps = UsualTerms().deposit;
  struct Case {
    std::optional<int64_t> score;
    int64_t millionths;
  };
  for (const Case& one : {Case{10000, 1000000}, Case{8000, 1000000}, Case{7999, 999700},
                          Case{7955, 986500}, Case{7400, 820000}, Case{6000, 400000}, Case{5999, 0},
                          Case{0, 0}, Case{std::nullopt, 1000000}}) {
    EXPECT_EQ(PayoutMillionths(steps, one.score), one.millionths)
        << one.score.value_or(-1) << " hundredths of a point";
  }
  const policy::DepositStep steep{0, policy::DepositKind::kSlide, 10000, 8000, 1000};
  EXPECT_EQ(PayoutMillionths({steep}, 100), 0) << "never below nothing";
  const policy::DepositStep share{0, policy::DepositKind::kProportional, 0, 0, 0};
  EXPECT_EQ(PayoutMillionths({share}, 7955), 795500);
  EXPECT_EQ(PayoutMillionths({}, 7955), 0) << "no step is reached";
}

TEST(L9Deposit, ForfeitsTheRestRoundedOnce) {
  EXPECT_EQ(Got(Forfeit(48000001, 820000, Rounding::kHalfUp)), 8640000);
  EXPECT_EQ(Got(Forfeit(1, 500000, Rounding::kHalfUp)), 1);
  EXPECT_EQ(Got(Forfeit(1, 500000, Rounding::kHalfEven)), 0);
  EXPECT_EQ(Got(Forfeit(15000001, 0, Rounding::kHalfUp)), 15000001);
  EXPECT_EQ(Got(Forfeit(kMax, 0, Rounding::kHalfUp)), kMax);
}

// What is shared is HELD or not; the rest is sums.
UnitResult Own(RewardStatus status) {
  UnitResult own;
  own.rates.reward_status = status;
  own.eligible_fen = 1000;
  own.base_fen = 900;
  own.rate_reward_fen = 80;
  own.retention_reward_fen = 40;
  own.contract_paid_fen = 7;
  own.contract_held_fen = 3;
  own.forfeit_fen = 11;
  return own;
}

TEST(L11Payable, HoldsTheRewardsAndTheGainOfAnOpenCase) {
  struct Case {
    std::string shows;
    RewardStatus status;
    RegionShares shares;
    int64_t payable, held, capped, kept, capped_held;
  };
  for (const Case& one :
       {Case{"granted: all is payable", RewardStatus::kGranted, {60, 18, 25}, 1014, 3, 0, 0, 0},
        Case{"held: base, what was withheld, contracts",
             RewardStatus::kHeld,
             {60, 18, 25},
             907,
             110,
             100,
             0,
             100},
        Case{"held: a loss in the exchange counts at once",
             RewardStatus::kHeld,
             {60, 18, 5},
             894,
             103,
             100,
             0,
             100},
        Case{"more than was claimed is surplus kept",
             RewardStatus::kGranted,
             {80, 0, 0},
             1027,
             3,
             0,
             20,
             0}}) {
    UnitInput input = Standard();
    input.monthly_fen = 1;
    const UnitResult unit = Got(FinishUnit(input, Own(one.status), one.shares, 1));
    EXPECT_EQ(unit.payable_fen, one.payable) << one.shows;
    EXPECT_EQ(unit.held_fen, one.held) << one.shows;
    EXPECT_EQ(unit.capped_fen, one.capped) << one.shows;
    EXPECT_EQ(unit.surplus_kept_fen, one.kept) << one.shows;
    EXPECT_EQ(unit.capped_held_fen, one.capped_held) << one.shows;
    EXPECT_EQ(unit.net_fen, one.payable - 11 - 1) << one.shows;
  }
}

}  // namespace
}  // namespace probity::settlement

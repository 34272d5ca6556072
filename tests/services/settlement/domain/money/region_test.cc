// A region shares its reserve, or exchanges what it withholds, to the fen.
#include "services/settlement/domain/region.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

using policy::IncentiveMode;
using policy::OnShortfall;

constexpr int64_t kPool = 1'000'000'000'000;

// Four units that bring rewards of 16, 12, 3.84 and no million fen; the third is held.
class Reserve : public ::testing::Test {
 protected:
  static RegionUnit Make(const policy::Policy& rules, std::string id, int64_t points,
                         int64_t accepted, bool open_case) {
    RegionUnit unit{Standard(std::move(id)), &rules};
    unit.input.points = points;
    unit.input.accepted_fen = accepted;
    unit.input.open_case = open_case;
    return unit;
  }

  const policy::Policy rules_ = Med();
  std::vector<RegionUnit> units_ = {
      Make(rules_, "A", 0, 1000000000, false), Make(rules_, "B", 4, 990000000, false),
      Make(rules_, "C", 11, 970000000, true), Make(rules_, "D", 15, 970000000, false)};
  RegionTerms terms_{IncentiveMode::kReserveFunded, 30000017, 2000000, kPool, OnShortfall::kScale};
};

TEST_F(Reserve, RunningShortScalesEveryRewardHeldOnesToo) {
  const auto run = SettleRegion(units_, terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  const std::vector<int64_t> reward = {16000000, 12000000, 3840000, 0};
  const std::vector<int64_t> retention = {2400000, 1224000, 0, 0};
  const std::vector<int64_t> scaled = {14070360, 10552770, 3376887, 0};
  const std::vector<int64_t> payable = {1000470360, 989776770, 966000000, 958320000};
  for (size_t i = 0; i < units_.size(); ++i) {
    const UnitResult& unit = run->units[i];
    EXPECT_EQ(unit.rate_reward_fen, reward[i]) << units_[i].input.key.institution_id;
    EXPECT_EQ(unit.retention_reward_fen, retention[i]) << "retention is never scaled";
    EXPECT_EQ(unit.rate_scaled_fen, scaled[i]) << units_[i].input.key.institution_id;
    EXPECT_EQ(unit.payable_fen, payable[i]) << units_[i].input.key.institution_id;
  }
  EXPECT_EQ(run->units[2].held_fen, 3376887) << "what is held stays reserved";
  EXPECT_EQ(FactorText(run->totals.plan.reward), "28000017/31840000");
  EXPECT_EQ(run->totals.rate_scaled_fen, 28000017);
  EXPECT_EQ(run->totals.reserve_after_fen, 2000000) << "the floor is left";
  EXPECT_EQ(run->totals.payable_fen, 3914567130);
  EXPECT_EQ(FactorText(run->totals.plan.exchange), "");
}

TEST_F(Reserve, ThatSufficesToTheFenScalesNothing) {
  terms_.reserve_fen = 2000000 + 31840000;
  const auto run = SettleRegion(units_, terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_FALSE(run->totals.plan.reward.has_value());
  EXPECT_EQ(run->units[0].rate_scaled_fen, 16000000);
  EXPECT_EQ(run->totals.reserve_after_fen, 2000000);
  terms_.reserve_fen -= 1;
  const auto one_less = SettleRegion(units_, terms_);
  ASSERT_TRUE(one_less.ok()) << one_less.status();
  EXPECT_EQ(FactorText(one_less->totals.plan.reward), "31839999/31840000");
}

TEST_F(Reserve, RunningShortIsRefusedWhereThePolicySaysSo) {
  terms_.on_shortfall = OnShortfall::kRefuse;
  EXPECT_TRUE(HasReason(SettleRegion(units_, terms_).status(), Reason::k_RESERVE_SHORTFALL));
  terms_.reserve_fen = 2000000 + 31840000;
  EXPECT_TRUE(SettleRegion(units_, terms_).ok());
}

TEST_F(Reserve, BelowItsFloorPaysNothing) {
  terms_.reserve_fen = 1999999;
  const auto run = SettleRegion(units_, terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(FactorText(run->totals.plan.reward), "0/31840000");
  EXPECT_EQ(run->totals.rate_scaled_fen, 0);
  EXPECT_EQ(run->totals.reserve_after_fen, 1999999) << "never below where it was";
}

TEST_F(Reserve, IsBoundByThePoolAndThePoolByWhatIsNeverScaled) {
  const int64_t outlay = 3886320000 + 3624000;  // base and retention
  terms_.pool_fen = outlay + 5;
  const auto run = SettleRegion(units_, terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->totals.rate_scaled_fen, 5) << "the pool leaves five fen for rewards";
  EXPECT_EQ(run->totals.payable_fen + run->totals.held_fen, terms_.pool_fen);
  terms_.pool_fen = outlay;
  EXPECT_TRUE(SettleRegion(units_, terms_).ok());
  terms_.pool_fen = outlay - 1;
  EXPECT_TRUE(HasReason(SettleRegion(units_, terms_).status(), Reason::k_POOL_EXCEEDED));
}

TEST_F(Reserve, SettlesEachUnitOnce) {
  units_.push_back(units_[0]);
  units_[0].input.accepted_fen = -1;
  const absl::Status refused = SettleRegion(units_, terms_).status();
  EXPECT_TRUE(HasReason(refused, Reason::k_DUPLICATE_UNIT)) << "before anything is computed";
  EXPECT_EQ(DetailOf(refused).metadata["unit"], "A/ALL/ALL");
}

TEST_F(Reserve, AmountsOfTheRegionAreChecked) {
  for (int64_t RegionTerms::*amount :
       {&RegionTerms::reserve_fen, &RegionTerms::floor_fen, &RegionTerms::pool_fen}) {
    RegionTerms terms = terms_;
    terms.*amount = -1;
    EXPECT_TRUE(HasReason(SettleRegion(units_, terms).status(), Reason::k_NEGATIVE_AMOUNT));
    terms.*amount = kMaxRegionFen + 1;
    EXPECT_TRUE(HasReason(SettleRegion(units_, terms).status(), Reason::k_AMOUNT_OUT_OF_RANGE));
  }
}

TEST_F(Reserve, GivesTheSameInPassesThatHoldOneUnitAtATime) {
  RegionSums sums;
  std::vector<UnitResult> own;
  for (const RegionUnit& unit : units_) {
    own.push_back(*SettleUnit(unit.input, *unit.policy));
    ASSERT_TRUE(
        sums.Add(own.back(), *WeighUnit(unit.input, *unit.policy, own.back(), terms_)).ok());
  }
  const auto plan = PlanRegion(sums, terms_);
  ASSERT_TRUE(plan.ok()) << plan.status();
  int64_t missing = plan->SplitFen();
  std::vector<Floors> floors;
  for (const UnitResult& unit : own) {
    floors.push_back(*FloorShares(*plan, unit, {}));
    missing -= floors.back().share_fen;
  }
  EXPECT_EQ(missing, 1) << "one fen is left over";
  EXPECT_EQ(floors[0].shares.rate_scaled_fen, 14070360);
  EXPECT_EQ(floors[1].shares.rate_scaled_fen, 10552770);
  EXPECT_EQ(floors[2].shares.rate_scaled_fen, 3376886);
  EXPECT_GT(floors[2].remainder, std::max(floors[0].remainder, floors[1].remainder));
  EXPECT_EQ(OneFenMore(*plan, floors[2]).rate_scaled_fen, 3376887);
}

TEST_F(Reserve, GivesALeftOverFenToTheSmallerKeyOfEqualRemainders) {
  std::vector<RegionUnit> twins = {Make(rules_, "Z", 0, 1000000000, false),
                                   Make(rules_, "A", 0, 1000000000, false)};
  terms_.reserve_fen = 2000000 + 7;
  const auto run = SettleRegion(twins, terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->units[0].rate_scaled_fen, 3) << "Z";
  EXPECT_EQ(run->units[1].rate_scaled_fen, 4) << "A";
}

// Three units of one base each; what is withheld goes round by score.
class Exchange : public ::testing::Test {
 protected:
  Exchange() { rules_.settlement.incentive.mode = IncentiveMode::kLinearExchange; }

  std::vector<RegionUnit> Units(const std::vector<int64_t>& scores) const {
    const std::vector<int64_t> bases = {5000000000, 3000000000, 2000000000};
    std::vector<RegionUnit> units;
    for (size_t i = 0; i < scores.size(); ++i) {
      UnitInput input;
      input.key.institution_id = std::string(1, static_cast<char>('A' + i));
      input.b0_fen = bases[i];
      input.accepted_fen = bases[i];
      input.visits = 1;
      input.score_centi = scores[i];
      units.push_back({input, &rules_});
    }
    return units;
  }
  static std::vector<int64_t> Incentives(const RegionResult& run) {
    std::vector<int64_t> incentives;
    for (const UnitResult& unit : run.units) incentives.push_back(unit.incentive_fen);
    return incentives;
  }

  policy::Policy rules_ = MedBudget();
  RegionTerms terms_{
      IncentiveMode::kLinearExchange, 0, 0, kPool, OnShortfall::kScale, 200, 100, 400};
};

TEST_F(Exchange, ReturnsWhatWasWithheldByScoreToTheFen) {
  const auto run = SettleRegion(Units({6000, 3500, 2000}), terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->units[1].withhold_fen, 60000000);
  EXPECT_EQ(Incentives(*run), (std::vector<int64_t>{134831461, 47191011, 17977528}));
  EXPECT_EQ(run->totals.incentive_fen, run->totals.withhold_fen);
  EXPECT_EQ(run->totals.plan.slope, "2.2471910112");
  EXPECT_EQ(FactorText(run->totals.plan.exchange), "200000000/44500000000000");
  EXPECT_FALSE(run->totals.plan.exchange_degenerate);
  EXPECT_EQ(run->units[0].rates.rate_bp, 0) << "a reward of the band is not paid beside it";
}

TEST_F(Exchange, GivesBackWhatWasWithheldWhereOneShareWouldBeTooLarge) {
  const auto run = SettleRegion(Units({100, 10000, 100}), terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_TRUE(run->totals.plan.exchange_degenerate) << "B's share is 651.47 bp of its base";
  EXPECT_EQ(Incentives(*run), (std::vector<int64_t>{100000000, 60000000, 40000000}));
  EXPECT_EQ(FactorText(run->totals.plan.exchange), "");
  EXPECT_EQ(run->totals.plan.slope, "");
  terms_.max_incentive_bp = 652;
  EXPECT_FALSE(SettleRegion(Units({100, 10000, 100}), terms_)->totals.plan.exchange_degenerate);
  terms_.max_incentive_bp = 651;
  EXPECT_TRUE(SettleRegion(Units({100, 10000, 100}), terms_)->totals.plan.exchange_degenerate);
}

TEST_F(Exchange, OfScoresOfNothingGivesBackWhatWasWithheld) {
  const auto run = SettleRegion(Units({0, 0, 0}), terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_TRUE(run->totals.plan.exchange_degenerate);
  EXPECT_EQ(run->totals.incentive_fen, 200000000);
}

TEST_F(Exchange, LeavesOutWhoIsUngradedIneligibleOrOfAnUnratedKind) {
  std::vector<RegionUnit> units = Units({6000, 3500, 2000});
  units[0].input.score_centi.reset();
  units[1].input.designated_days = 179;
  policy::Policy pharm = Pharm();
  pharm.settlement.incentive.mode = IncentiveMode::kLinearExchange;
  units[2].policy = &pharm;
  terms_.max_incentive_bp = 10000;
  const auto run = SettleRegion(units, terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->totals.withhold_fen, 0);
  EXPECT_EQ(run->totals.incentive_fen, 0);
  EXPECT_FALSE(run->totals.plan.exchange_degenerate) << "an empty pot is no fault";
}

TEST_F(Exchange, CountsACancelledUnitsScoreAsNothing) {
  std::vector<RegionUnit> units = Units({6000, 3500, 2000});
  units[0].input.veto = true;
  const auto run = SettleRegion(units, terms_);
  ASSERT_TRUE(run.ok()) << run.status();
  terms_.max_incentive_bp = 10000;
  const auto wide = SettleRegion(units, terms_);
  ASSERT_TRUE(wide.ok()) << wide.status();
  EXPECT_EQ(wide->units[0].withhold_fen, 100000000);
  EXPECT_EQ(wide->units[0].incentive_fen, 0) << "a sanction must not pay";
  EXPECT_EQ(wide->totals.incentive_fen, 200000000) << "the others share it";
}

}  // namespace
}  // namespace probity::settlement

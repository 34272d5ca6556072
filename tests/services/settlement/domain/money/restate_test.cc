// A year that is locked is corrected by differences; its factors stay as published.
#include "services/settlement/domain/restate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

using policy::IncentiveMode;
using policy::OnShortfall;

// A published run, and one unit of it with other inputs.
class Restate : public ::testing::Test {
 protected:
  void Add(const std::string& id, int64_t points, int64_t accepted, bool open_case) {
    UnitInput input = Standard(id);
    input.points = points;
    input.accepted_fen = accepted;
    input.open_case = open_case;
    units_.push_back({input, &rules_});
  }
  void Publish() {
    const auto run = SettleRegion(units_, terms_);
    ASSERT_TRUE(run.ok()) << run.status();
    run_ = *run;
  }
  UnitDelta Delta(size_t unit, const UnitInput& revised) const {
    const PublishedUnit published{run_.units[unit], run_.weights[unit]};
    const auto after = RestateUnit(revised, rules_, terms_, run_.totals.plan, &published);
    EXPECT_TRUE(after.ok()) << after.status();
    return *DeltaOf(*after, published.result);
  }

  policy::Policy rules_ = Med();
  RegionTerms terms_{IncentiveMode::kReserveFunded, 30000017, 2000000, 1'000'000'000'000,
                     OnShortfall::kScale};
  std::vector<RegionUnit> units_;
  RegionResult run_;
};

TEST_F(Restate, ReleasingAHoldMovesExactlyWhatWasHeld) {
  Add("A", 0, 1000000000, false);
  Add("B", 4, 990000000, false);
  Add("C", 11, 970000000, true);
  Add("D", 15, 970000000, false);
  Publish();
  UnitInput dismissed = units_[2].input;
  dismissed.open_case = false;
  const UnitDelta released = Delta(2, dismissed);
  UnitDelta expected;
  expected.rate_paid_fen = 3376887;  // the factor alone would give 3376886
  expected.payable_fen = 3376887;
  expected.held_fen = -3376887;
  expected.net_fen = 3376887;
  EXPECT_EQ(released, expected);

  UnitInput lowered = units_[3].input;
  lowered.points = 9;
  const UnitDelta raised = Delta(3, lowered);
  EXPECT_EQ(raised.base_fen, 7680000);
  EXPECT_EQ(raised.retention_reward_fen, 1982400);
  EXPECT_EQ(raised.rate_scaled_fen, 3517590) << "by the published factor";
  EXPECT_EQ(raised.rate_paid_fen, 3517590);
  EXPECT_EQ(raised.payable_fen, 13179990);
  EXPECT_EQ(raised.net_fen, 13179990);
  EXPECT_EQ(*ReserveMove({released, raised}), -3517590);
  EXPECT_EQ(*ExchangeFix({released, raised}), 0);
}

TEST_F(Restate, WithTheSameInputsMovesNothing) {
  Add("A", 0, 1000000000, false);
  Add("B", 4, 990000000, true);
  Publish();
  for (size_t i = 0; i < units_.size(); ++i) {
    EXPECT_EQ(Delta(i, units_[i].input), UnitDelta()) << units_[i].input.key.institution_id;
  }
}

TEST_F(Restate, ALateCancellationClawsTheRewardBack) {
  Add("A", 0, 1000000000, false);
  Publish();
  UnitInput cancelled = units_[0].input;
  cancelled.veto = true;
  const UnitDelta delta = Delta(0, cancelled);
  EXPECT_EQ(delta.rate_paid_fen, -run_.units[0].rate_paid_fen);
  EXPECT_EQ(delta.retention_paid_fen, -run_.units[0].retention_paid_fen);
  EXPECT_EQ(*ReserveMove({delta}), run_.units[0].rate_scaled_fen) << "the reserve gets it back";
}

TEST_F(Restate, AnExchangeKeepsItsFactorAndTheReserveTakesTheDifference) {
  rules_.settlement.incentive.mode = IncentiveMode::kLinearExchange;
  terms_.mode = IncentiveMode::kLinearExchange;
  terms_.withhold_bp = 200;
  terms_.max_incentive_bp = 10000;
  Add("A", 0, 900000000, false);
  Add("B", 0, 800000000, false);
  units_[1].input.score_centi = 4000;
  Publish();
  UnitInput better = units_[1].input;
  better.score_centi = 8000;
  const UnitDelta delta = Delta(1, better);
  EXPECT_EQ(delta.withhold_fen, 0);
  const int64_t published = run_.units[1].incentive_fen;
  EXPECT_TRUE(published - 1 <= delta.incentive_fen && delta.incentive_fen <= published + 1)
      << "twice the score, twice the published share of " << published << ", got "
      << delta.incentive_fen << " more";
  EXPECT_EQ(*ExchangeFix({delta}), delta.incentive_fen);
  EXPECT_EQ(*ReserveMove({delta}), -delta.incentive_fen);
  UnitInput ungraded = units_[1].input;
  ungraded.score_centi.reset();
  const UnitDelta left = Delta(1, ungraded);
  EXPECT_EQ(left.withhold_fen, -run_.units[1].withhold_fen) << "who leaves gets back";
  EXPECT_EQ(left.incentive_fen, -run_.units[1].incentive_fen);
}

TEST_F(Restate, ADegenerateExchangeStaysDegenerate) {
  rules_.settlement.incentive.mode = IncentiveMode::kLinearExchange;
  terms_.mode = IncentiveMode::kLinearExchange;
  terms_.withhold_bp = 200;
  terms_.max_incentive_bp = 1;
  Add("A", 0, 900000000, false);
  Publish();
  ASSERT_TRUE(run_.totals.plan.exchange_degenerate);
  UnitInput larger = units_[0].input;
  larger.accepted_fen = 950000000;
  const UnitDelta delta = Delta(0, larger);
  EXPECT_EQ(delta.withhold_fen, 1000000);
  EXPECT_EQ(delta.incentive_fen, 1000000) << "incentive is what is withheld";
}

TEST_F(Restate, AUnitTheRunDidNotHoldGetsAllOfItsFigures) {
  Add("A", 0, 1000000000, false);
  Publish();
  UnitInput late = Standard("Z");
  late.points = 4;
  late.accepted_fen = 990000000;
  const auto after = RestateUnit(late, rules_, terms_, run_.totals.plan, nullptr);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->rate_scaled_fen, 12000000);
  EXPECT_EQ(DeltaOf(*after, UnitResult())->payable_fen, after->payable_fen);
}

}  // namespace
}  // namespace probity::settlement

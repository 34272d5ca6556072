// Every figure of a statement can be followed down to what was frozen, and computed again on the
// way.
#include "services/settlement/domain/explain.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

using money::Int128;

Int128 Number(const std::string& text) {
  const bool negative = text.starts_with('-');
  Int128 number = 0;
  for (const char digit : negative ? text.substr(1) : text) number = number * 10 + (digit - '0');
  return negative ? -number : number;
}

// A family of one indicator that is measured, and one whose points are given.
policy::QualityTerms Quality() {
  policy::Indicator cycle;
  cycle.code = "READMISSION";
  cycle.threshold = money::ParseDecimal("0.153").value();
  cycle.benchmark = money::ParseDecimal("0.121").value();
  cycle.min_denominator = 25;
  policy::Indicator asked;
  asked.code = "SATISFACTION";
  asked.given = true;
  policy::QualityTerms terms;
  terms.min_families = 2;
  terms.families = {
      {policy::FamilyCode::kCycle, 25, 1, policy::FamilyRule::kNormalised, {cycle}, 0},
      {policy::FamilyCode::kExperience, 75, 1, policy::FamilyRule::kNormalised, {asked}, 0}};
  return terms;
}

std::vector<quality::Measurement> Rows() {
  using quality::IndicatorStatus;
  return {{"READMISSION", "", IndicatorStatus::kMeasured, money::ParseDecimal("0.130"),
           money::ParseDecimal("0.150"), 40},
          {"SATISFACTION", "", IndicatorStatus::kMeasured, money::ParseDecimal("9.5"), std::nullopt,
           std::nullopt}};
}

// Three units that share a reserve too small for them, or that exchange by score.
struct Region {
  policy::Policy policy;
  std::vector<RegionUnit> units;
  RegionTerms terms;
  RegionResult result;
};

Region Settled(policy::IncentiveMode mode) {
  Region region;
  region.policy = Med();
  region.policy.settlement.quality = Quality();
  policy::Incentive& incentive = region.policy.settlement.incentive;
  incentive.mode = mode;
  incentive.on_shortfall = policy::OnShortfall::kScale;
  incentive.withhold_bp = 200;
  incentive.score_denominator = 100;
  incentive.max_incentive_bp = 2000;
  UnitInput over = Standard("A");
  over.accepted_fen = 1'040'000'007;
  over.withheld_fen = 48'000'001;
  over.score_centi = quality::ScoreOf(Quality(), Rows())->score_centi;
  UnitInput surplus = Standard("B");
  surplus.accepted_fen = 950'000'001;
  surplus.points = 4;
  surplus.contracts = {{1'234'567, 10, 3, 2, 3333, std::nullopt},
                       {9'999'999, 321, 45, 6, 2500, 3'300'000'000}};
  surplus.monthly_fen = 2'000'000'000;
  surplus.prior_year_fen = -7;
  UnitInput held = Standard("C");
  held.visits = 2300;
  held.accepted_fen = 1'150'000'000;
  held.points = 7;
  held.open_case = true;
  held.score_centi = 6000;
  for (const UnitInput& input : {over, surplus, held}) region.units.push_back({input, nullptr});
  for (RegionUnit& unit : region.units) unit.policy = &region.policy;
  region.terms = TermsOf(incentive, 30'000'017, 2'000'000, 1'000'000'000'000);
  return region;
}

void EachNode(const Derivation& node, const std::function<void(const Derivation&)>& each) {
  each(node);
  for (const Derivation& one : node.from) EachNode(one, each);
}

// What a node's exact value comes to where R is its last step.
void ExpectRounds(const Derivation& node, money::Rounding mode, const std::string& where) {
  static const auto* const kElse = new std::set<std::string>{
      "volume_upper", "volume_lower", "rate_scaled_fen", "incentive_fen", "deposit_payout"};
  const bool figure = node.unit == "fen" || node.unit == "bp";
  if (!figure || node.exact_denominator.empty() || kElse->count(node.code) > 0) return;
  if (node.code.starts_with("contracts.")) return;  // capped behind the rounding
  const auto rounded =
      money::Round(Number(node.exact_numerator), Number(node.exact_denominator), mode);
  ASSERT_TRUE(rounded.ok()) << where << node.code;
  EXPECT_EQ(*rounded, node.value) << where << node.code << " = R(" << node.exact_numerator << "/"
                                  << node.exact_denominator << ")";
}

class ExplainTest : public ::testing::TestWithParam<policy::IncentiveMode> {
 protected:
  ExplainTest() {
    auto settled = SettleRegion(region_.units, region_.terms);
    EXPECT_TRUE(settled.ok()) << settled.status();
    if (settled.ok()) region_.result = *std::move(settled);
  }

  Derivation Explain(size_t unit, const std::string& code) {
    facts_.terms = region_.terms;
    facts_.totals = region_.result.totals;
    facts_.weight = region_.result.weights[unit];
    stated_.measured = unit == 0 ? Rows() : std::vector<quality::Measurement>();
    const auto root = ExplainFigure(
        {region_.units[unit].input, region_.policy, region_.result.units[unit], &stated_, &facts_},
        code);
    EXPECT_TRUE(root.ok()) << code << root.status();
    return root.value_or(Derivation());
  }

  Region region_ = Settled(GetParam());
  RegionFacts facts_;
  StatedFacts stated_;
};

INSTANTIATE_TEST_SUITE_P(Modes, ExplainTest,
                         ::testing::Values(policy::IncentiveMode::kReserveFunded,
                                           policy::IncentiveMode::kLinearExchange));

TEST_P(ExplainTest, EveryColumnRestsOnFrozenInputsThePolicyAndTheRunAlone) {
  for (size_t i = 0; i < region_.units.size(); ++i) {
    VisitOutputs(region_.result.units[i], [&](std::string_view name, const auto& value) {
      const Derivation root = Explain(i, std::string(name));
      EXPECT_EQ(root.value, static_cast<int64_t>(value)) << name;
      EXPECT_FALSE(root.from.empty()) << name << " is made of something";
      EachNode(root, [&](const Derivation& node) {
        EXPECT_FALSE(node.name_zh.empty()) << name << " over " << node.code;
        ExpectRounds(node, region_.policy.rounding, std::string(name) + " over ");
        if (!node.from.empty()) return;
        EXPECT_TRUE(node.input || node.of_the_run || !node.policy_field.empty())
            << node.code << " under " << name;
      });
    });
  }
}

TEST_P(ExplainTest, OnlySharesAskTheWholeRun) {
  const std::set<std::string> shares = {"rate_scaled_fen",    "rate_paid_fen",    "incentive_fen",
                                        "incentive_paid_fen", "payable_fen",      "held_fen",
                                        "capped_fen",         "surplus_kept_fen", "net_fen",
                                        "capped_held_fen"};
  VisitOutputs(region_.result.units[0], [&](std::string_view name, const auto&) {
    bool asks = false;
    EachNode(Explain(0, std::string(name)),
             [&asks](const Derivation& node) { asks = asks || node.of_the_run; });
    EXPECT_EQ(asks, shares.count(std::string(name)) > 0) << name;
  });
}

TEST_P(ExplainTest, AShareIsTheFloorOfItsExactValueAndAtMostOneFen) {
  const bool reserve = GetParam() == policy::IncentiveMode::kReserveFunded;
  const std::string code = reserve ? "rate_scaled_fen" : "incentive_fen";
  int64_t last = 0;
  int64_t sum = 0;
  for (size_t i = 0; i < region_.units.size(); ++i) {
    const Derivation root = Explain(i, code);
    int64_t fen = -1;
    EachNode(root, [&fen](const Derivation& node) {
      if (node.code == "totals.last_fen") fen = node.value;
    });
    ASSERT_TRUE(fen == 0 || fen == 1) << i;
    EXPECT_EQ(Number(root.exact_numerator) / Number(root.exact_denominator) + fen, root.value);
    last += fen;
    sum += root.value;
  }
  EXPECT_LT(last, 3) << "fewer left over than units";
  const Factor factor =
      reserve ? *region_.result.totals.plan.reward : *region_.result.totals.plan.exchange;
  EXPECT_EQ(sum, factor.numerator) << "shares sum to what is split";
}

TEST_P(ExplainTest, TablesAreOperandsRowByRow) {
  std::map<std::string, int64_t> fields;
  EachNode(Explain(0, "net_fen"), [&fields](const Derivation& node) {
    if (node.from.empty() && !node.policy_field.empty()) fields[node.policy_field] = node.value;
  });
  EXPECT_EQ(fields.at("bands[0].effects[0].rate_linear.to_bp"), 100);
  EXPECT_EQ(fields.at("bands[1].effects[0].rate_step_bp"), -200);
  EXPECT_EQ(fields.at("settlement.overrun[1].upto_bp"), 1000);
  EXPECT_EQ(fields.at("settlement.overrun[1].pay_bp"), 5000);
  EXPECT_EQ(fields.at("settlement.deposit[1].minus_bp_per_point"), 300);
  EXPECT_EQ(fields.at("settlement.retention.gates[2].value"), 11);
}

TEST_P(ExplainTest, AScoreIsFollowedToWhatWasMeasured) {
  std::map<std::string, Derivation> nodes;
  EachNode(Explain(0, "forfeit_fen"), [&nodes](const Derivation& n) { nodes[n.code] = n; });
  // 9(0.153 - 0.130)/0.032 + 1 = 7; 10(0.150 - 0.130)/(0.150 - 0.121) = 6
  EXPECT_EQ(nodes.at("indicators.READMISSION.achievement").value, 7);
  EXPECT_EQ(nodes.at("indicators.READMISSION.improvement").value, 6);
  EXPECT_EQ(nodes.at("indicators.READMISSION.points").value, 7);
  EXPECT_EQ(nodes.at("indicators.READMISSION.baseline").value, 150'000'000);
  EXPECT_EQ(nodes.at("indicators.SATISFACTION.points").exact_numerator, "9500000000");
  // (25 * 70 + 75 * 95) / 100 = 88.75
  EXPECT_EQ(nodes.at("score_centi").value, 8875);
  EXPECT_FALSE(nodes.at("score_centi").input);
  EXPECT_EQ(nodes.at("settlement.quality.family[0].indicator[0].benchmark").value, 121'000'000);
}

TEST_P(ExplainTest, AScoreThatWasCorrectedByHandIsAnInput) {
  region_.units[0].input.score_centi = 8000;
  std::map<std::string, Derivation> nodes;
  EachNode(Explain(0, "forfeit_fen"), [&nodes](const Derivation& n) { nodes[n.code] = n; });
  EXPECT_TRUE(nodes.at("score_centi").input);
  EXPECT_EQ(nodes.count("indicators.READMISSION.points"), 0U);
}

}  // namespace
}  // namespace probity::settlement

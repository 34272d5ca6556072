// The published vector of a result's hash, and its form.
#include <gtest/gtest.h>

#include "common/crypto/crypto.h"
#include "services/settlement/domain/digest.h"
#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

RegionResult OneUnit(const UnitInput& input, const policy::Policy& rules) {
  const RegionTerms terms{policy::IncentiveMode::kReserveFunded, 10'000'000'000, 0,
                          1'000'000'000'000};
  const auto run = SettleRegion({{input, &rules}}, terms);
  EXPECT_TRUE(run.ok()) << run.status();
  return run.ok() ? *run : RegionResult{std::vector<UnitResult>(1), {}, {}};
}

TEST(ResultSha256, IsThePublishedOneForThePublishedCase) {
  UnitInput input = Standard("G01");
  input.accepted_fen = 950000000;
  const policy::Policy rules = Med();
  const RegionResult run = OneUnit(input, rules);
  ResultDigest digest("528100c22ce70eb4c2b9cab15b4db41b353639e43dffa1f65221d3f2b36eb016");
  digest.Add(input.key, run.units[0]);
  EXPECT_EQ(digest.Finish(run.totals),
            "6a65a63e5115adc13dd1b5bc8e7286bd2ea8884bda01e3183ecd2c2211fdc37c");
}

TEST(ResultSha256, ChangesWithEveryFigureAndEveryTotal) {
  const UnitInput input = Standard("G01");
  const policy::Policy rules = Med();
  const RegionResult run = OneUnit(input, rules);
  const auto hash = [&](const UnitResult& unit, const RegionTotals& totals) {
    ResultDigest digest("x");
    digest.Add(input.key, unit);
    return digest.Finish(totals);
  };
  const std::string before = hash(run.units[0], run.totals);
  size_t figures = 0;
  VisitOutputs(run.units[0], [&](std::string_view, const auto&) { ++figures; });
  EXPECT_EQ(figures, 45U) << "a figure was added: extend the vectors too";
  for (size_t changed = 0; changed < figures; ++changed) {
    UnitResult other = run.units[0];
    size_t at = 0;
    VisitOutputs(other, [&](std::string_view, auto& value) {
      using Value = std::decay_t<decltype(value)>;
      if (at++ != changed) return;
      if constexpr (std::is_same_v<Value, bool>) {
        value = !value;
      } else if constexpr (std::is_same_v<Value, RewardStatus>) {
        value = RewardStatus::kHeld;
      } else {
        ++value;
      }
    });
    EXPECT_NE(hash(other, run.totals), before) << "figure " << changed;
  }
  UnitResult recovery = run.units[0];
  recovery.recovery_fen = {1};
  EXPECT_NE(hash(recovery, run.totals), before);
  RegionTotals scaled = run.totals;
  scaled.plan.reward = Factor{1, 2};
  EXPECT_NE(hash(run.units[0], scaled), before);
  RegionTotals left = run.totals;
  ++left.reserve_after_fen;
  EXPECT_NE(hash(run.units[0], left), before);
}

}  // namespace
}  // namespace probity::settlement

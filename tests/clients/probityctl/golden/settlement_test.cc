// A case file decides: every value it states must be what the calculation gives.
#include "clients/probityctl/golden/settlement.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace probity::golden {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One scheme of claims alone and one with a budget, both small enough to settle by hand.
constexpr char kPolicies[] = R"("policies": {
  "CLAIMS": {"has_rate": false, "basis": "CLAIMS_ONLY", "rounding": "HALF_UP",
             "recovery_instalments": 2, "bands": [{"from": 0, "to": null, "bp": 0}],
             "deposit": [{"min_score_centi": 5000, "kind": "FIXED", "payout_bp": 10000}]},
  "BUDGET": {"has_rate": true, "basis": "BUDGET_ONLY", "recovery_instalments": 1,
             "bands": [{"from": 0, "to": 12,
                        "linear": {"from_points": 0, "from_bp": 500, "to_points": 11, "to_bp": 100}},
                       {"from": 12, "to": null, "bp": -200}],
             "overrun": [{"upto_bp": 1000, "pay_bp": 5000}]},
  "RISING": {"has_rate": true, "basis": "BUDGET_ONLY", "recovery_instalments": 1,
             "bands": [{"from": 0, "to": 12, "bp": 100}, {"from": 12, "to": null, "bp": 200}]}})";

Comparison Compare(const std::string& cases) {
  const auto comparison =
      CompareSettlement(absl::StrCat("{", kPolicies, ", \"cases\": [", cases, "]}"));
  EXPECT_TRUE(comparison.ok()) << comparison.status();
  return comparison.ok() ? *comparison : Comparison();
}

std::string UnitCase(std::string_view policy, std::string_view in, std::string_view out) {
  return absl::StrCat(R"({"id": "U", "kind": "unit", "policy": ")", std::string(policy),
                      R"(", "in": {)", std::string(in), R"(}, "out": {)", std::string(out), "}}");
}

TEST(ACaseFile, OfUnitsIsComparedValueByValue) {
  const std::string in = R"("visits": 1, "accepted_fen": 1000, "b0_fen": 950, "points": 11)";
  // C = R(950 * 1.01) = 960 at r+, 950 at r-; of 50 above it half, of 40 half.
  const std::string out =
      R"("base_fen": 975, "rate_reward_fen": 5, "payable_fen": 980, "low_volume": false,
         "reward_status": "GRANTED", "at_full": {"cap_fen": 960, "overrun_share_fen": 20},
         "recovery_fen": [], "remark": "no output of ours")";
  EXPECT_THAT(Compare(UnitCase("BUDGET", in, out)).differences, IsEmpty());
  struct Case {
    const char* right;
    const char* wrong;
    const char* difference;
  };
  for (const Case& one : {
           Case{"\"base_fen\": 975", "\"base_fen\": 974", "U.base_fen: stated 974, computed 975"},
           Case{"\"base_fen\": 975", "\"base_fen\": 975.0",
                "U.base_fen: stated 975.0, computed 975"},
           Case{"\"base_fen\": 975", "\"base_fen\": \"975\"",
                "U.base_fen: stated \"975\", computed 975"},
           Case{"\"base_fen\": 975", "\"base_fen\": null", "U.base_fen: stated null, computed 975"},
           Case{"false", "true", "U.low_volume: stated true, computed false"},
           Case{"GRANTED", "HELD", "U.reward_status: stated \"HELD\", computed \"GRANTED\""},
           Case{"\"cap_fen\": 960", "\"cap_fen\": 959",
                "U.at_full.cap_fen: stated 959, computed 960"},
           Case{"[]", "[0]", "U.recovery_fen: stated [0], computed []"},
       }) {
    const Comparison comparison =
        Compare(UnitCase("BUDGET", in, absl::StrReplaceAll(out, {{one.right, one.wrong}})));
    EXPECT_EQ(comparison.compared, 1);
    EXPECT_EQ(comparison.wrong, 1);
    EXPECT_THAT(comparison.differences, ElementsAre(one.difference));
  }
}

TEST(ACaseFile, TakesItsOwnDefaultsAndLetsNullStateThatThereIsNone) {
  const std::string one =
      UnitCase("CLAIMS", R"("withheld_fen": 10, "score_centi": null)", R"("forfeit_fen": 0)");
  const std::string two = UnitCase("CLAIMS", R"("withheld_fen": 10)", R"("forfeit_fen": 10)");
  const auto comparison =
      CompareSettlement(absl::StrCat("{", kPolicies, R"(, "defaults": {"score_centi": 4999},
                                      "cases": [)",
                                     one, ",", two, "]}"));
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_THAT(comparison->differences, IsEmpty());
  EXPECT_EQ(comparison->compared, 2);
}

TEST(ACaseFile, ExpectsARefusalByItsReason) {
  const std::string in = R"("accepted_fen": -1)";
  EXPECT_EQ(Compare(UnitCase("CLAIMS", in, R"("error": "NEGATIVE_AMOUNT")")).wrong, 0);
  EXPECT_THAT(Compare(UnitCase("CLAIMS", in, R"("error": "AMOUNT_OUT_OF_RANGE")")).differences,
              ElementsAre(HasSubstr("stated \"AMOUNT_OUT_OF_RANGE\", computed NEGATIVE_AMOUNT")));
  EXPECT_THAT(Compare(UnitCase("CLAIMS", in, R"("net_fen": 0)")).differences,
              ElementsAre(HasSubstr("stated none, computed NEGATIVE_AMOUNT")));
  EXPECT_THAT(Compare(UnitCase("CLAIMS", "", R"("error": "NEGATIVE_AMOUNT")")).differences,
              ElementsAre(HasSubstr("computed none")));
  EXPECT_EQ(Compare(UnitCase("RISING", "", R"("error": "POLICY_INVALID")")).wrong, 0)
      << "a rate that rises with points settles nothing";
}

constexpr char kRun[] = R"({"id": "R", "kind": "run",
  "region": {"mode": "RESERVE_FUNDED", "reserve_fen": 5, "floor_fen": 0, "pool_fen": 10000,
             "on_shortfall": "SCALE"},
  "units": [
    {"key": "A", "policy": "BUDGET", "in": {"b0_fen": 1000, "accepted_fen": 1100, "visits": 1}},
    {"key": "B", "policy": "BUDGET", "in": {"b0_fen": 1000, "accepted_fen": 1100, "visits": 1}}],
  OUT})";

TEST(ACaseFile, OfARunComparesUnitsByKeyAndTotals) {
  // Base 1050 each, 1075 at r+: 25 each are due, 5 are there; the odd fen goes to A.
  const std::string out =
      R"("out": {"units": {"A": {"rate_scaled_fen": 3}, "B": {"rate_scaled_fen": 2}},
                 "totals": {"reward_factor": "5/50", "reserve_after_fen": 0, "slope": null,
                            "exchange_degenerate": false, "payable_fen": 2105}})";
  const auto run = [&](const std::string& stated) {
    return Compare(absl::StrReplaceAll(kRun, {{"OUT", stated}}));
  };
  EXPECT_THAT(run(out).differences, IsEmpty());
  EXPECT_THAT(run(absl::StrReplaceAll(out, {{"5/50", "1/10"}})).differences,
              ElementsAre("R.totals.reward_factor: stated \"1/10\", computed \"5/50\""))
      << "factors are unreduced";
  EXPECT_THAT(run(absl::StrReplaceAll(out, {{"null", "\"0\""}})).differences,
              ElementsAre("R.totals.slope: stated \"0\", computed null"));
  EXPECT_THAT(run(absl::StrReplaceAll(out, {{"\"B\"", "\"C\""}})).differences,
              ElementsAre(HasSubstr("R.units.C: stated"), HasSubstr("R.units.B: computed")));
}

TEST(ACaseFile, OfARestatementComparesDeltas) {
  const std::string restate = absl::StrReplaceAll(
      kRun, {{"\"run\"", "\"restate\""}, {"OUT", R"("revised": [{"key": "B", "policy": "BUDGET",
                "in": {"b0_fen": 1000, "accepted_fen": 1100, "visits": 1, "veto": true}}],
                "out": {"deltas": {"B": {"rate_scaled_fen": -2, "payable_fen": -2, "net_fen": -2,
                                         "base_fen": 0}}, "reserve_move_fen": 2})"}});
  EXPECT_THAT(Compare(restate).differences, IsEmpty());
  const std::string wrong = absl::StrReplaceAll(restate, {{"_move_fen\": 2", "_move_fen\": -2"}});
  EXPECT_THAT(Compare(wrong).differences, ElementsAre("R.reserve_move_fen: stated -2, computed 2"));
}

TEST(ACaseFile, CountsWhatItCannotCompareAsWrong) {
  struct Case {
    std::string json;
    const char* difference;
  };
  for (const Case& one :
       {Case{R"({"kind": "year", "out": {"net_fen": 0}})", "\"year\" is unknown"},
        Case{R"({"out": {"net_fen": 0}})", "is of no known kind"},
        Case{UnitCase("CLAIMS", "", ""), "states no output"},
        Case{UnitCase("CLAIMS", "", R"("nett_fen": 0)"), "states no known output"},
        Case{UnitCase("NONE", "", R"("net_fen": 0)"), "names the policy \"NONE\", which is none"},
        Case{UnitCase("CLAIMS", R"("points": 1.5)", R"("net_fen": 0)"),
             "U.in.points is no whole number"},
        Case{UnitCase("CLAIMS", R"("veto": 1)", R"("net_fen": 0)"), "neither true nor false"},
        Case{UnitCase("CLAIMS", R"("contracts": {})", R"("net_fen": 0)"), "is no list"},
        Case{"7", "is no object"}}) {
    const Comparison comparison = Compare(one.json);
    EXPECT_EQ(comparison.wrong, 1) << one.json;
    EXPECT_THAT(comparison.differences, ElementsAre(HasSubstr(one.difference))) << one.json;
  }
  EXPECT_FALSE(CompareSettlement("{}").ok()) << "no cases";
  EXPECT_FALSE(CompareSettlement("{\"cases\": []}").ok()) << "no cases either";
  EXPECT_FALSE(CompareSettlement("[").ok());
}

// The bureau's fixed cases are handed over beside the project, never inside it.
TEST(TheFixedCases, AreReproducedWithoutADifference) {
  const std::filesystem::path file = std::filesystem::path(PROBITY_SOURCE_DIR).parent_path() /
                                     "shared/data/settlement/golden_cases.json";
  std::ifstream in(file);
  if (!in) {
    std::cout << "The fixed cases are not at " << file.string()
              << ": only the project's own cases were compared.\n";
    return;
  }
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto comparison = CompareSettlement(text);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_THAT(comparison->differences, IsEmpty());
  EXPECT_EQ(comparison->wrong, 0);
  EXPECT_GE(comparison->compared, 26);
}

}  // namespace
}  // namespace probity::golden

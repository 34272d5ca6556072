// The rules of money terms hold wherever a policy comes from, not only for policy files.
#include "common/policy/check_money.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/status/status.h"

namespace probity::policy {
namespace {

Band MakeBand(int64_t lower, std::optional<int64_t> upper, Effect effect) {
  Band band;
  band.lower = lower;
  band.upper = upper;
  band.effects = {std::move(effect)};
  return band;
}

Policy Sound() {
  Policy policy;
  policy.file_name = "SCHEME";
  policy.bands = {MakeBand(0, 12, RateLinear{0, 500, 11, 100}), MakeBand(12, {}, RateStep{-200})};
  SettlementTerms& terms = policy.settlement;
  terms.recovery_instalments = 6;
  terms.overrun = {{500, 6000}, {1000, 5000}};
  terms.gates = {{"POINTS", GateOp::kLe, 11, false}};
  terms.deposit = {{8000, DepositKind::kFixed, 10000, 0, 0},
                   {6000, DepositKind::kSlide, 10000, 8000, 300}};
  return policy;
}

TEST(MoneyRules, AcceptASoundPolicyAndItsLimits) {
  EXPECT_TRUE(CheckMoneyRules(Sound()).ok()) << CheckMoneyRules(Sound());
  Policy limits = Sound();
  limits.bands = {MakeBand(0, {}, RateLinear{0, 10000, 1000, -9999})};
  limits.settlement.overrun = {{1, 10000}, {2, 10000}};
  limits.settlement.retention_share_bp = 10000;
  limits.settlement.recovery_instalments = 1;
  EXPECT_TRUE(CheckMoneyRules(limits).ok()) << CheckMoneyRules(limits);
}

TEST(MoneyRules, RefuseEachRuleBrokenAloneNamingThePlace) {
  struct Case {
    std::string path;
    std::function<void(Policy&)> change;
  };
  const Case cases[] = {
      {"bands", [](Policy& p) { p.bands.clear(); }},
      {"bands[0]", [](Policy& p) { p.bands[0].lower = 1; }},
      {"bands[1]", [](Policy& p) { p.bands[1].lower = 13; }},
      {"bands[1]", [](Policy& p) { p.bands[1].upper = 30; }},
      {"bands[0]",
       [](Policy& p) {
         p.bands[0].effects = {RateLinear{0, 10001, 11, 100}};
       }},
      {"bands[1]", [](Policy& p) { p.bands[1].effects = {RateStep{-10000}}; }},
      {"bands[0]",
       [](Policy& p) {
         p.bands[0].effects = {RateLinear{0, 500, 12, 100}};
       }},
      {"bands[0]",
       [](Policy& p) {
         p.bands[0].effects = {RateLinear{5, 500, 5, 100}};
       }},
      {"bands[0]",
       [](Policy& p) {
         p.bands[0].effects = {RateLinear{0, 100, 11, 101}};
       }},
      {"bands[1]", [](Policy& p) { p.bands[1].effects = {RateStep{101}}; }},
      {"settlement.volume.plus_bp", [](Policy& p) { p.settlement.volume_plus_bp = -1; }},
      {"settlement.volume.minus_bp", [](Policy& p) { p.settlement.volume_minus_bp = 10001; }},
      {"settlement.volume.excess_pay_bp", [](Policy& p) { p.settlement.excess_pay_bp = 10001; }},
      {"settlement.retention.share_bp", [](Policy& p) { p.settlement.retention_share_bp = 10001; }},
      {"settlement.retention.cap_bp", [](Policy& p) { p.settlement.retention_cap_bp = 10001; }},
      {"settlement.recovery_instalments", [](Policy& p) { p.settlement.recovery_instalments = 0; }},
      {"settlement.overrun[1].upto_bp", [](Policy& p) { p.settlement.overrun[1].upto_bp = 500; }},
      {"settlement.overrun[1].pay_bp", [](Policy& p) { p.settlement.overrun[1].pay_bp = 6001; }},
      {"settlement.retention.gates[0].op",
       [](Policy& p) { p.settlement.gates[0].op = GateOp::kEq; }},
      {"settlement.deposit[1].min_score_centi",
       [](Policy& p) { p.settlement.deposit[1].min_score_centi = 8000; }},
      {"settlement.deposit[0].payout_bp",
       [](Policy& p) { p.settlement.deposit[0].payout_bp = 10001; }},
  };
  for (const Case& one : cases) {
    Policy policy = Sound();
    one.change(policy);
    const absl::Status status = CheckMoneyRules(policy);
    ASSERT_TRUE(HasReason(status, Reason::k_POLICY_INVALID)) << one.path << ": " << status;
    EXPECT_EQ(DetailOf(status).violations.front().field, one.path) << status;
  }
}

TEST(MoneyRules, NameEveryFaultAtOnce) {
  Policy policy = Sound();
  policy.bands[1].effects = {RateStep{101}};
  policy.settlement.recovery_instalments = 0;
  EXPECT_EQ(DetailOf(CheckMoneyRules(policy)).violations.size(), 2U);
}

}  // namespace
}  // namespace probity::policy

#include "services/settlement/domain/digest.h"

#include <gtest/gtest.h>

#include "common/crypto/crypto.h"

namespace probity::settlement {
namespace {

// The published vector: G01 as the only unit of a FINAL run of region "demo".
UnitInput GoldenInput() {
  UnitInput input;
  input.key.institution_id = "G01";
  input.policy_sha256 = crypto::Hex(crypto::Sha256("MED"));
  input.p0_fen = 480000;
  input.b0_fen = 960000000;
  input.planned_visits = 2000;
  input.visits = 2000;
  input.accepted_fen = 950000000;
  input.score_centi = 8500;
  return input;
}

RunScope GoldenScope() {
  RunScope scope;
  scope.region = "demo";
  scope.year = 2026;
  scope.kind = RunKind::kFinal;
  scope.funds = {Fund::kAll};
  scope.reserve_fen = 10'000'000'000;
  scope.pool_fen = 1'000'000'000'000;
  return scope;
}

std::string HashOf(const RunScope& scope, const std::vector<UnitInput>& units) {
  InputsDigest digest(scope);
  for (const UnitInput& unit : units) digest.Add(unit);
  return digest.Finish();
}

TEST(InputsSha256, IsThePublishedOneForThePublishedCase) {
  EXPECT_EQ(HashOf(GoldenScope(), {GoldenInput()}),
            "528100c22ce70eb4c2b9cab15b4db41b353639e43dffa1f65221d3f2b36eb016");
}

TEST(InputsSha256, WritesContractsByIndexAndIndicatorsByCode) {
  UnitInput input = GoldenInput();
  input.score_centi.reset();
  input.veto = true;
  input.indicators = {{"B", 2}, {"A", -1}};
  input.contracts = {{100, 1, 2, 3, 2500, std::nullopt}, {7, 0, 0, 0, 0, 9}};
  const std::string text =
      "probity.settlement.inputs/1\nregion\tdemo\nyear\t2026\nkind\tFINAL\ncorrects\t\n"
      "funds\tALL\nreserve_fen\t10000000000\nfloor_fen\t0\npool_fen\t1000000000000\n"
      "G01\tALL\tALL\npolicy_sha256\t" +
      input.policy_sha256 +
      "\npoints\t0\np0_fen\t480000\np0_visits\t1\nb0_fen\t960000000\nplanned_visits\t2000\n"
      "visits\t2000\naccepted_fen\t950000000\nyear_days\t365\ndesignated_days\t365\n"
      "suspended_days\t0\nrefused_fen\t0\nemergency_fen\t0\nscore_centi\t\nopen_case\tfalse\n"
      "sanctioned\tfalse\nveto\ttrue\ncancelled\tfalse\nwithheld_fen\t0\nmonthly_fen\t0\n"
      "prefund_fen\t0\ndeductions_fen\t0\nprior_year_fen\t0\n"
      "indicators.A\t-1\nindicators.B\t2\n"
      "contracts.0.price_fen\t100\ncontracts.0.met\t1\ncontracts.0.failed\t2\n"
      "contracts.0.pending\t3\ncontracts.0.fail_pay_bp\t2500\ncontracts.0.cap_fen\t\n"
      "contracts.1.price_fen\t7\ncontracts.1.met\t0\ncontracts.1.failed\t0\n"
      "contracts.1.pending\t0\ncontracts.1.fail_pay_bp\t0\ncontracts.1.cap_fen\t9\n";
  EXPECT_EQ(HashOf(GoldenScope(), {input}), crypto::Hex(crypto::Sha256(text)));
}

TEST(InputsSha256, ChangesWithEveryScalarInput) {
  const std::string before = HashOf(GoldenScope(), {GoldenInput()});
  int fields = 0;
  UnitInput probe = GoldenInput();
  VisitScalars(probe, [&fields](std::string_view, auto&) { ++fields; });
  for (int target = 0; target < fields; ++target) {
    UnitInput changed = GoldenInput();
    int index = 0;
    std::string name;
    VisitScalars(changed, [&](std::string_view field, auto& value) {
      if (index++ != target) return;
      name = field;
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, bool>) {
        value = !value;
      } else if constexpr (std::is_same_v<std::decay_t<decltype(value)>, int64_t>) {
        value += 1;
      } else {
        value = *value + 1;
      }
    });
    EXPECT_NE(HashOf(GoldenScope(), {changed}), before) << name;
  }
  EXPECT_EQ(fields, 22);
}

TEST(ResultSha256, CoversTheOutputsOfARatesRunInTheirOrder) {
  UnitKey key;
  key.institution_id = "M001";
  ResultDigest digest("abc");
  digest.Add(key, UnitRates{500, RewardStatus::kCancelled, 0, 480000, 960000000});
  const std::string text =
      "probity.settlement.result/1\ninputs_sha256\tabc\nM001\tALL\tALL\nband_bp\t500\n"
      "reward_status\tCANCELLED\nrate_bp\t0\nadjusted_per_visit_fen\t480000\n"
      "adjusted_budget_fen\t960000000\ntotals\n";
  EXPECT_EQ(digest.Finish(), crypto::Hex(crypto::Sha256(text)));
}

TEST(FactsSha256, ChangesWithEveryStatedFact) {
  UnitKey key;
  key.institution_id = "M001";
  const auto hash = [&key](const StatedFacts& facts) {
    FactsDigest digest;
    digest.Add(key, facts);
    return digest.Finish();
  };
  const StatedFacts facts{true, 1, "2026-03-01", "2026-03-31", "", {"A"}, {"E1"}};
  const std::vector<StatedFacts> changed = {
      {false, 1, "2026-03-01", "2026-03-31", "", {"A"}, {"E1"}},
      {true, 3, "2026-03-01", "2026-03-31", "", {"A"}, {"E1"}},
      {true, 1, "2026-03-02", "2026-03-31", "", {"A"}, {"E1"}},
      {true, 1, "2026-03-01", "2026-04-01", "", {"A"}, {"E1"}},
      {true, 1, "2026-03-01", "2026-03-31", "2026-05-01", {"A"}, {"E1"}},
      {true, 1, "2026-03-01", "2026-03-31", "", {}, {"E1"}},
      {true, 1, "2026-03-01", "2026-03-31", "", {"A"}, {"E2"}},
  };
  EXPECT_EQ(hash(facts), hash(facts));
  for (size_t i = 0; i < changed.size(); ++i) {
    EXPECT_NE(hash(changed[i]), hash(facts)) << "change " << i;
  }
}

}  // namespace
}  // namespace probity::settlement

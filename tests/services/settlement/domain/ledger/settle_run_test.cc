// A run settled page by page gives what the region in memory gives, however the pages are cut.
#include "services/settlement/domain/settle_run.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/policy/load.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

policy::Policy Medical() {
  std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/policies/medical.txtpb");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  return policy::LoadPolicy(text, "medical.txtpb").value();
}

// Units whose rewards and scores all differ.
std::vector<FrozenUnit> Units(int count) {
  std::vector<FrozenUnit> units(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    UnitInput& input = units[static_cast<size_t>(i)].input;
    input.key.institution_id = absl::StrFormat("M%04d", i);
    input.policy_sha256 = "p";
    input.points = i % 12;
    input.p0_fen = 480'000;
    input.b0_fen = 960'000'000;
    input.planned_visits = 2000;
    input.visits = 2000;
    input.accepted_fen = 980'000'000 + 1'000'003 * (i % 97);
    input.score_centi = 4000 + 13 * (i % 400);
  }
  return units;
}

UnitPages PagesOf(const std::vector<FrozenUnit>& units, size_t size) {
  return [&units, size](const std::function<absl::Status(const UnitPage&)>& each) -> absl::Status {
    for (size_t first = 0; first < units.size(); first += size) {
      const auto begin = units.begin() + static_cast<int64_t>(first);
      const auto end = units.begin() + static_cast<int64_t>(std::min(first + size, units.size()));
      PROBITY_RETURN_IF_ERROR(each(UnitPage(begin, end)));
    }
    return absl::OkStatus();
  };
}

TEST(SettleRunTest, PagesGiveWhatTheWholeRegionGivesInEveryMode) {
  const policy::Policy policy = Medical();
  const PolicyTable policies = {{"p", &policy}};
  const std::vector<FrozenUnit> units = Units(500);
  RegionTerms scaled;
  scaled.reserve_fen = 7'777'777'777;
  scaled.pool_fen = kMaxRegionFen;
  scaled.on_shortfall = policy::OnShortfall::kScale;
  RegionTerms exchange = scaled;
  exchange.mode = policy::IncentiveMode::kLinearExchange;
  exchange.withhold_bp = 137;
  exchange.max_incentive_bp = 10'000;
  RegionTerms rich = scaled;
  rich.reserve_fen = kMaxRegionFen;
  for (const RegionTerms& terms : {scaled, exchange, rich}) {
    std::vector<RegionUnit> region;
    for (const FrozenUnit& unit : units) region.push_back({unit.input, &policy});
    const auto whole = SettleRegion(region, terms);
    ASSERT_TRUE(whole.ok()) << whole.status();
    for (const size_t size : {size_t{1}, size_t{7}, size_t{500}}) {
      std::vector<UnitResult> results;
      const auto totals =
          SettleRun(PagesOf(units, size), policies, terms,
                    [&results](const UnitPage&, const std::vector<UnitResult>& page) {
                      results.insert(results.end(), page.begin(), page.end());
                      return absl::OkStatus();
                    });
      ASSERT_TRUE(totals.ok()) << totals.status();
      EXPECT_EQ(*totals, whole->totals) << "pages of " << size;
      EXPECT_EQ(results, whole->units) << "pages of " << size;
    }
  }
}

TEST(SettleRunTest, AUnitWhosePolicyWasNotFrozenIsRefused) {
  const std::vector<FrozenUnit> units = Units(1);
  const auto refused =
      SettleRun(PagesOf(units, 1), {}, RegionTerms(),
                [](const UnitPage&, const std::vector<UnitResult>&) { return absl::OkStatus(); });
  EXPECT_TRUE(HasReason(refused.status(), Reason::k_POLICY_CHANGED_AFTER_FREEZE));
}

}  // namespace
}  // namespace probity::settlement

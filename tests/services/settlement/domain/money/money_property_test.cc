// What holds of every settlement, whatever the inputs; ten thousand cases of each.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "services/settlement/domain/digest.h"
#include "services/settlement/domain/restate.h"
#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

using money::Int128;
using policy::IncentiveMode;
using policy::OnShortfall;

constexpr int kCases = 10000;

// Runs the property on its own number of cases, with a seed that is always the same.
template <typename Property>
void Hold(const std::string& what, Property&& property) {
  rc::detail::TestParams params;
  params.seed = 20260101;
  params.maxSuccess = kCases;
  const rc::detail::TestResult result = rc::detail::checkTestable(
      std::forward<Property>(property), rc::detail::TestMetadata{what, what}, params);
  rc::detail::SuccessResult success;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  ASSERT_TRUE(result.match(success)) << text.str();
  EXPECT_EQ(success.numSuccess, kCases) << what;
}

const std::vector<policy::Policy>& Schemes() {
  static const auto* const schemes =
      new std::vector<policy::Policy>{Med(), MedMarginal(), MedEven(), MedBudget(), Pharm()};
  return *schemes;
}

int64_t Any(int64_t low, int64_t high) {
  return *rc::gen::inRange<int64_t>(low, high + 1);
}

Contract AnyContract() {
  Contract contract{
      Any(0, 100000), Any(0, 50), Any(0, 50), Any(0, 50), static_cast<int32_t>(Any(0, 10000)),
      std::nullopt};
  if (Any(0, 1) == 1) contract.cap_fen = Any(0, 5000000);
  return contract;
}

// Sound inputs whose caps, gates, tiers and statuses all come into play.
UnitInput AnyUnit(const std::string& id) {
  UnitInput input = Standard(id);
  input.points = Any(0, 35);
  input.p0_visits = Any(1, 40);
  input.p0_fen = 480000 * input.p0_visits + Any(-1000, 1000);
  input.b0_fen = Any(500000000, 1400000000);
  input.planned_visits = Any(1500, 2500);
  input.visits = Any(1200, 2800);
  input.accepted_fen = Any(500000000, 1600000000);
  input.designated_days = Any(150, 365);
  input.suspended_days = Any(0, 3) == 0 ? Any(1, 60) : 0;
  if (input.suspended_days > 0) {
    input.refused_fen = Any(0, 9999999);
    input.emergency_fen = Any(0, 9999999);
  }
  if (Any(0, 4) == 0) {
    input.score_centi.reset();
  } else {
    input.score_centi = Any(3000, 10000);
  }
  input.open_case = Any(0, 3) == 0;
  input.sanctioned = Any(0, 9) == 0;
  input.veto = Any(0, 19) == 0;
  input.withheld_fen = Any(0, 50000000);
  input.monthly_fen = Any(0, 1200000000);
  input.prefund_fen = Any(0, 9999999);
  input.deductions_fen = Any(0, 9999999);
  input.prior_year_fen = Any(-9999999, 9999999);
  for (int64_t n = Any(0, 2); n > 0; --n) input.contracts.push_back(AnyContract());
  return input;
}

const policy::Policy& AnyScheme() {
  return Schemes()[static_cast<size_t>(Any(0, static_cast<int64_t>(Schemes().size()) - 1))];
}

UnitResult Alone(const UnitInput& input, const policy::Policy& rules) {
  const auto unit = SettleAlone(input, rules);
  RC_ASSERT(unit.ok());
  return *unit;
}

// A few units under one mode, with terms that sometimes run short.
struct AnyRegion {
  std::vector<policy::Policy> schemes;
  std::vector<RegionUnit> units;
  RegionTerms terms;

  AnyRegion() : schemes(Schemes()) {
    const bool exchange = Any(0, 1) == 1;
    terms.mode = exchange ? IncentiveMode::kLinearExchange : IncentiveMode::kReserveFunded;
    for (policy::Policy& rules : schemes) rules.settlement.incentive.mode = terms.mode;
    const int64_t count = Any(1, 6);
    for (int64_t i = 0; i < count; ++i) {
      const auto scheme = static_cast<size_t>(Any(0, static_cast<int64_t>(schemes.size()) - 1));
      units.push_back({AnyUnit(std::string(1, static_cast<char>('A' + i))), &schemes[scheme]});
    }
    terms.reserve_fen = Any(0, 60000000);
    terms.floor_fen = Any(0, 20000000);
    terms.pool_fen = 100'000'000'000;
    terms.on_shortfall = OnShortfall::kScale;
    terms.withhold_bp = static_cast<int32_t>(Any(1, 500));
    terms.max_incentive_bp = static_cast<int32_t>(Any(100, 1500));
  }
  AnyRegion(const AnyRegion&) = delete;
  AnyRegion& operator=(const AnyRegion&) = delete;

  RegionResult Settle() const {
    const auto run = SettleRegion(units, terms);
    RC_ASSERT(run.ok());
    return *run;
  }
};

TEST(EverySettlement, AccountsForEachFenClaimed) {
  Hold("paid + stripped + refused + capped = claimed + surplus kept", [] {
    const UnitInput input = AnyUnit("A");
    const UnitResult unit = Alone(input, AnyScheme());
    const int64_t claimed = input.accepted_fen + input.refused_fen + input.emergency_fen;
    const int64_t paid = unit.base_fen + unit.rate_paid_fen + unit.retention_paid_fen;
    RC_ASSERT(claimed + unit.surplus_kept_fen ==
              paid + unit.stripped_fen + unit.refused_fen + unit.capped_fen);
    RC_ASSERT(unit.capped_fen == 0 || unit.surplus_kept_fen == 0);
    RC_ASSERT(0 <= unit.capped_held_fen && unit.capped_held_fen <= unit.capped_fen);
  });
}

TEST(EverySettlement, KeepsEachFigureWithinItsBounds) {
  Hold("0 <= X <= A, 0 <= forfeit <= W, rewards not negative, recovery = -net", [] {
    const UnitInput input = AnyUnit("A");
    const UnitResult unit = Alone(input, AnyScheme());
    RC_ASSERT(0 <= unit.stripped_fen && unit.stripped_fen <= input.accepted_fen);
    RC_ASSERT(0 <= unit.forfeit_fen && unit.forfeit_fen <= input.withheld_fen);
    RC_ASSERT(unit.rate_reward_fen >= 0 && unit.retention_reward_fen >= 0);
    int64_t recovered = 0;
    for (const int64_t part : unit.recovery_fen) recovered += part;
    RC_ASSERT(recovered == std::max<int64_t>(0, -unit.net_fen));
  });
}

TEST(EverySettlement, NeverPaysMoreForMorePoints) {
  Hold("payable + held does not rise with points", [] {
    UnitInput input = AnyUnit("A");
    const policy::Policy& rules = AnyScheme();
    const UnitResult before = Alone(input, rules);
    input.points += Any(1, 20);
    const UnitResult after = Alone(input, rules);
    RC_ASSERT(after.payable_fen + after.held_fen <= before.payable_fen + before.held_fen);
  });
}

TEST(EverySettlement, GivesTheSameSumWhetherACaseIsOpenOrDismissed) {
  Hold("payable + held is the same", [] {
    UnitInput input = AnyUnit("A");
    const policy::Policy& rules = AnyScheme();
    input.open_case = true;
    const UnitResult open = Alone(input, rules);
    input.open_case = false;
    const UnitResult dismissed = Alone(input, rules);
    RC_ASSERT(open.payable_fen + open.held_fen == dismissed.payable_fen + dismissed.held_fen);
    RC_ASSERT(dismissed.held_fen == dismissed.contract_held_fen);
  });
}

TEST(EverySettlement, RaisesEachCapOnceByTheRate) {
  Hold("S and B before rounding are (1+r) times their value at r = 0", [] {
    UnitInput input = AnyUnit("A");
    // Amounts that leave nothing to round: the caps are then exact.
    input.p0_visits = 1;
    input.p0_fen = 10000 * Any(1, 100);
    input.b0_fen = 10000 * 365 * Any(1, 1000);
    const policy::Policy rules = Med();
    const UnitResult unit = Alone(input, rules);
    const int64_t raised = 10000 + unit.rates.rate_bp;
    const int64_t days = unit.active_days;
    RC_ASSERT(unit.at_full.standard_fen * 10000 == input.p0_fen * unit.volume_standard * raised);
    RC_ASSERT(Int128{unit.at_full.budget_fen} * 10000 * 365 ==
              Int128{input.b0_fen} * days * raised);
  });
}

TEST(EverySettlement, ScalesWithItsMoney) {
  Hold("money inputs times k change base, rewards, payable and held by k within rounding", [] {
    const UnitInput input = AnyUnit("A");
    const policy::Policy& rules = AnyScheme();
    const int64_t k = Any(2, 1000);
    UnitInput scaled = input;
    VisitScalars(scaled, [k](std::string_view name, auto& value) {
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, int64_t>) {
        if (name.size() > 4 && name.substr(name.size() - 4) == "_fen") value *= k;
      }
    });
    for (Contract& contract : scaled.contracts) {
      contract.price_fen *= k;
      if (contract.cap_fen.has_value()) *contract.cap_fen *= k;
    }
    const UnitResult one = Alone(input, rules);
    const UnitResult many = Alone(scaled, rules);
    const auto slack = (4 + static_cast<int64_t>(input.contracts.size())) * k;
    const auto near = [&](int64_t a, int64_t b) { return std::abs(a * k - b) <= slack; };
    RC_ASSERT(near(one.base_fen, many.base_fen));
    RC_ASSERT(near(one.rate_reward_fen, many.rate_reward_fen));
    RC_ASSERT(near(one.retention_reward_fen, many.retention_reward_fen));
    RC_ASSERT(near(one.payable_fen, many.payable_fen));
    RC_ASSERT(near(one.held_fen, many.held_fen));
  });
}

TEST(EveryRegion, SharesExactlyWhatThereIs) {
  Hold("sums of shares equal their pools", [] {
    const AnyRegion region;
    const RegionResult run = region.Settle();
    const RegionTotals& totals = run.totals;
    const int64_t outlay = totals.base_fen + totals.retention_reward_fen +
                           totals.contract_paid_fen + totals.contract_held_fen;
    const int64_t available =
        std::max<int64_t>(0, std::min(region.terms.reserve_fen - region.terms.floor_fen,
                                      region.terms.pool_fen - outlay));
    RC_ASSERT(totals.rate_scaled_fen == std::min(totals.rate_reward_fen, available));
    RC_ASSERT(totals.incentive_fen == totals.withhold_fen);
    RC_ASSERT(totals.reserve_after_fen >=
              std::min(region.terms.reserve_fen, region.terms.floor_fen));
    RC_ASSERT(totals.payable_fen + totals.held_fen <= region.terms.pool_fen);
    for (const UnitResult& unit : run.units) {
      RC_ASSERT(0 <= unit.rate_scaled_fen && unit.rate_scaled_fen <= unit.rate_reward_fen);
      RC_ASSERT(unit.held_fen >= 0);
    }
  });
}

TEST(EveryRegion, GivesTheSameInAnyOrderOfUnits) {
  Hold("a permutation of the units changes nothing", [] {
    const AnyRegion region;
    const RegionResult run = region.Settle();
    const size_t shift = static_cast<size_t>(Any(0, 5)) % region.units.size();
    std::vector<RegionUnit> turned = region.units;
    std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(shift), turned.end());
    std::reverse(turned.begin() + 1, turned.end());
    const auto again = SettleRegion(turned, region.terms);
    RC_ASSERT(again.ok());
    RC_ASSERT(again->totals == run.totals);
    for (size_t i = 0; i < turned.size(); ++i) {
      const auto place = static_cast<size_t>(turned[i].input.key.institution_id[0] - 'A');
      RC_ASSERT(again->units[i] == run.units[place]);
    }
  });
}

TEST(EveryRegion, IsUnchangedByAChangeThatIsTakenBack) {
  Hold("add, then reverse: the differences sum to nothing", [] {
    const AnyRegion region;
    const RegionResult run = region.Settle();
    const UnitInput& input = region.units[0].input;
    const policy::Policy& rules = *region.units[0].policy;
    UnitInput other = AnyUnit("A");
    const PublishedUnit published{run.units[0], run.weights[0]};
    const auto there = RestateUnit(other, rules, region.terms, run.totals.plan, &published);
    const auto back = RestateUnit(input, rules, region.terms, run.totals.plan, &published);
    RC_ASSERT(there.ok() && back.ok());
    const UnitDelta out = *DeltaOf(*there, published.result);
    const UnitDelta in = *DeltaOf(*back, *there);
    std::vector<int64_t> sums;
    VisitDelta(out, [&](std::string_view, int64_t fen) { sums.push_back(fen); });
    size_t next = 0;
    VisitDelta(in, [&](std::string_view, int64_t fen) { sums[next++] += fen; });
    RC_ASSERT(std::all_of(sums.begin(), sums.end(), [](int64_t fen) { return fen == 0; }));
    RC_ASSERT(*ReserveMove({out}) == -*ReserveMove({in}));
    RC_ASSERT(*back == published.result);
  });
}

}  // namespace
}  // namespace probity::settlement

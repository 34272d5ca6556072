#include "services/settlement/domain/region.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/settlement/domain/exact.h"
#include "services/settlement/domain/settle_unit.h"
#include "services/settlement/domain/unit_status.h"

namespace probity::settlement {
namespace {

using money::Int128;
using money::kBasisPoints;

constexpr int64_t kScorePoint = 100;  // hundredths in a point of score

bool IsExchange(const RegionTerms& terms) {
  return terms.mode == policy::IncentiveMode::kLinearExchange;
}

bool TakesPart(const UnitInput& input, const policy::Policy& policy, const UnitResult& own) {
  return policy::HasRate(policy) && input.score_centi.has_value() &&
         own.rates.reward_status != RewardStatus::kIneligible;
}

absl::Status PoolExceeded(const RegionSums& sums, const RegionTerms& terms) {
  return Precondition(
      Reason::k_POOL_EXCEEDED,
      absl::StrCat("base, retention and contracts come to ", Int128Text(sums.outlay_fen),
                   " fen, the pool holds ", terms.pool_fen,
                   "; none of these is ever scaled, so the pool or the inputs must change"),
      {{"outlay_fen", Int128Text(sums.outlay_fen)}, {"pool_fen", absl::StrCat(terms.pool_fen)}});
}

absl::Status Shortfall(const RegionSums& sums, int64_t available_fen) {
  return Precondition(
      Reason::k_RESERVE_SHORTFALL,
      absl::StrCat("rewards come to ", Int128Text(sums.rate_reward_fen),
                   " fen, the reserve can pay ", available_fen,
                   "; the policy says REFUSE, so the reserve or the policy must change"),
      {{"rewards_fen", Int128Text(sums.rate_reward_fen)},
       {"available_fen", absl::StrCat(available_fen)}});
}

// The best score's exact share is more than max_incentive_bp of its base.
bool Degenerate(Exact& exact, const RegionSums& sums, const RegionTerms& terms) {
  if (sums.withhold_fen == 0) return false;
  if (sums.weight == 0) return true;
  const Int128 share =
      exact.Times(exact.Times(sums.withhold_fen, sums.best_sigma_centi), kBasisPoints);
  return share > exact.Times(terms.max_incentive_bp, sums.weight);
}

// numerator/denominator with ten decimals, half up; both not negative.
std::string TenDecimals(Exact& exact, Int128 numerator, Int128 denominator) {
  constexpr int64_t kDecimals = 10'000'000'000;
  const Int128 rest = exact.Times(numerator % denominator, kDecimals);
  const Int128 twice = exact.Times(rest % denominator, 2);
  const Int128 fraction = rest / denominator + (twice >= denominator ? 1 : 0);
  const Int128 whole = numerator / denominator + fraction / kDecimals;
  const std::string digits = Int128Text(fraction % kDecimals);
  return absl::StrCat(Int128Text(whole), ".", std::string(10 - digits.size(), '0'), digits);
}

absl::Status PlanExchange(const RegionSums& sums, const RegionTerms& terms, RegionPlan& plan) {
  Exact exact;
  plan.exchange_degenerate = Degenerate(exact, sums, terms);
  if (plan.exchange_degenerate || sums.weight == 0) return exact.status();
  plan.exchange = Factor{exact.Whole(sums.withhold_fen, "withhold_fen"), sums.weight};
  const Int128 scaled = exact.Times(sums.exchange_base_fen, kScorePoint);
  plan.slope = TenDecimals(exact, exact.Times(scaled, terms.score_denominator), sums.weight);
  return exact.status();
}

absl::Status PlanReserve(const RegionSums& sums, const RegionTerms& terms, RegionPlan& plan) {
  const Int128 left = std::min(Int128{terms.reserve_fen} - terms.floor_fen,
                               Int128{terms.pool_fen} - sums.outlay_fen);
  const auto available = static_cast<int64_t>(std::max<Int128>(0, left));
  if (sums.rate_reward_fen <= available) return absl::OkStatus();
  if (terms.on_shortfall == policy::OnShortfall::kRefuse) return Shortfall(sums, available);
  plan.reward = Factor{available, sums.rate_reward_fen};
  return absl::OkStatus();
}

// Splits one unit's part off the amount split.
absl::Status Split(const Factor& factor, Int128 weight, Floors& floors) {
  Exact exact;
  const Int128 product = exact.Times(factor.numerator, weight);
  PROBITY_RETURN_IF_ERROR(exact.status());
  floors.share_fen = static_cast<int64_t>(product / factor.denominator);
  floors.remainder = product % factor.denominator;
  return absl::OkStatus();
}

std::vector<size_t> InOrderOfKeys(const std::vector<RegionUnit>& units) {
  std::vector<size_t> order(units.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return units[a].input.key < units[b].input.key; });
  return order;
}

// The whole step over units in memory.
class Region {
 public:
  Region(const std::vector<RegionUnit>& units, const RegionTerms& terms)
      : units_(units), terms_(terms), order_(InOrderOfKeys(units)) {
    result_.units.resize(units.size());
    result_.weights.resize(units.size());
  }

  absl::StatusOr<RegionResult> Settle() {
    PROBITY_RETURN_IF_ERROR(CheckTerms(terms_));
    PROBITY_RETURN_IF_ERROR(EachOnce());
    PROBITY_RETURN_IF_ERROR(Weigh());
    PROBITY_ASSIGN_OR_RETURN(plan_, PlanRegion(sums_, terms_));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<RegionShares> shares, Share());
    for (const size_t i : order_) {
      const RegionUnit& unit = units_[i];
      PROBITY_ASSIGN_OR_RETURN(result_.units[i],
                               FinishUnit(unit.input, result_.units[i], shares[i],
                                          unit.policy->settlement.recovery_instalments));
      PROBITY_RETURN_IF_ERROR(result_.totals.Add(result_.units[i]));
    }
    result_.totals.Close(terms_, plan_);
    return std::move(result_);
  }

 private:
  // Before anything is computed: which of two would be the unit?
  absl::Status EachOnce() const {
    const auto twice = std::adjacent_find(order_.begin(), order_.end(), [this](size_t a, size_t b) {
      return units_[a].input.key == units_[b].input.key;
    });
    if (twice == order_.end()) return absl::OkStatus();
    const std::string key = KeyText(units_[*twice].input.key);
    return Precondition(Reason::k_DUPLICATE_UNIT,
                        absl::StrCat(key, " stands twice among the units"), {{"unit", key}});
  }

  absl::Status Weigh() {
    for (const size_t i : order_) {
      const auto& [input, policy] = units_[i];
      PROBITY_ASSIGN_OR_RETURN(result_.units[i], SettleUnit(input, *policy));
      PROBITY_ASSIGN_OR_RETURN(result_.weights[i],
                               WeighUnit(input, *policy, result_.units[i], terms_));
      PROBITY_RETURN_IF_ERROR(sums_.Add(result_.units[i], result_.weights[i]));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<RegionShares>> Share() const {
    std::vector<Floors> floors(units_.size());
    int64_t left = plan_.SplitFen();
    for (const size_t i : order_) {
      PROBITY_ASSIGN_OR_RETURN(floors[i], FloorShares(plan_, result_.units[i], result_.weights[i]));
      left -= floors[i].share_fen;
    }
    std::vector<RegionShares> shares(units_.size());
    for (const size_t i : order_) shares[i] = floors[i].shares;
    std::vector<size_t> due = order_;
    std::stable_sort(due.begin(), due.end(),
                     [&](size_t a, size_t b) { return floors[a].remainder > floors[b].remainder; });
    for (size_t n = 0; n < static_cast<size_t>(left); ++n) {
      shares[due[n]] = OneFenMore(plan_, floors[due[n]]);
    }
    return shares;
  }

  const std::vector<RegionUnit>& units_;
  const RegionTerms& terms_;
  const std::vector<size_t> order_;
  RegionSums sums_;
  RegionPlan plan_;
  RegionResult result_;
};

}  // namespace

RegionTerms TermsOf(const policy::Incentive& incentive, int64_t reserve_fen, int64_t floor_fen,
                    int64_t pool_fen) {
  return {incentive.mode,
          reserve_fen,
          floor_fen,
          pool_fen,
          incentive.on_shortfall,
          incentive.withhold_bp,
          incentive.score_denominator,
          incentive.max_incentive_bp};
}

absl::Status CheckTerms(const RegionTerms& terms) {
  const std::array<std::pair<const char*, int64_t>, 3> amounts{{
      {"reserve_fen", terms.reserve_fen},
      {"floor_fen", terms.floor_fen},
      {"pool_fen", terms.pool_fen},
  }};
  for (const auto& [name, fen] : amounts) {
    if (fen >= 0) continue;
    return Precondition(Reason::k_NEGATIVE_AMOUNT, absl::StrCat(name, " must not be negative"),
                        {{"field", name}});
  }
  for (const auto& [name, fen] : amounts) {
    if (fen <= kMaxRegionFen) continue;
    return Precondition(Reason::k_AMOUNT_OUT_OF_RANGE,
                        absl::StrCat(name, " must not exceed 4·10^18 fen"), {{"field", name}});
  }
  return absl::OkStatus();
}

absl::StatusOr<RegionWeight> WeighUnit(const UnitInput& input, const policy::Policy& policy,
                                       const UnitResult& own, const RegionTerms& terms) {
  RegionWeight weight;
  if (!IsExchange(terms) || !TakesPart(input, policy, own)) return weight;
  const bool cancelled = own.rates.reward_status == RewardStatus::kCancelled;
  Exact exact(policy.rounding);
  weight.in_exchange = true;
  weight.sigma_centi = cancelled ? 0 : *input.score_centi;
  weight.withhold_fen =
      exact.R(exact.Times(terms.withhold_bp, own.base_fen), kBasisPoints, "withhold_fen");
  weight.weight = exact.Times(own.base_fen, weight.sigma_centi);
  if (!exact.status().ok()) return NamingUnit(exact.status(), input.key);
  return weight;
}

absl::Status RegionSums::Add(const UnitResult& own, const RegionWeight& unit) {
  Exact exact;
  outlay_fen = exact.Plus(outlay_fen, Int128{own.base_fen} + own.retention_reward_fen +
                                          own.contract_paid_fen + own.contract_held_fen);
  rate_reward_fen = exact.Plus(rate_reward_fen, own.rate_reward_fen);
  if (!unit.in_exchange) return exact.status();
  withhold_fen = exact.Plus(withhold_fen, unit.withhold_fen);
  weight = exact.Plus(weight, unit.weight);
  exchange_base_fen = exact.Plus(exchange_base_fen, own.base_fen);
  if (own.base_fen > 0) best_sigma_centi = std::max(best_sigma_centi, unit.sigma_centi);
  return exact.status();
}

std::string FactorText(const std::optional<Factor>& factor) {
  if (!factor.has_value()) return {};
  return absl::StrCat(factor->numerator, "/", Int128Text(factor->denominator));
}

int64_t RegionPlan::SplitFen() const {
  if (reward.has_value()) return reward->numerator;
  return exchange.has_value() ? exchange->numerator : 0;
}

absl::StatusOr<RegionPlan> PlanRegion(const RegionSums& sums, const RegionTerms& terms) {
  if (sums.outlay_fen > terms.pool_fen) return PoolExceeded(sums, terms);
  RegionPlan plan;
  if (IsExchange(terms)) {
    PROBITY_RETURN_IF_ERROR(PlanExchange(sums, terms, plan));
  } else {
    PROBITY_RETURN_IF_ERROR(PlanReserve(sums, terms, plan));
  }
  return plan;
}

absl::StatusOr<Floors> FloorShares(const RegionPlan& plan, const UnitResult& own,
                                   const RegionWeight& weight) {
  Floors floors;
  floors.shares = {own.rate_reward_fen, weight.withhold_fen, weight.withhold_fen};
  if (plan.reward.has_value()) {
    PROBITY_RETURN_IF_ERROR(Split(*plan.reward, own.rate_reward_fen, floors));
    floors.shares.rate_scaled_fen = floors.share_fen;
  } else if (plan.exchange.has_value() && weight.in_exchange) {
    PROBITY_RETURN_IF_ERROR(Split(*plan.exchange, weight.weight, floors));
    floors.shares.incentive_fen = floors.share_fen;
  }
  return floors;
}

RegionShares OneFenMore(const RegionPlan& plan, const Floors& floors) {
  RegionShares shares = floors.shares;
  ++(plan.reward.has_value() ? shares.rate_scaled_fen : shares.incentive_fen);
  return shares;
}

absl::Status RegionTotals::Add(const UnitResult& result) {
  std::array<int64_t, 15> added{};
  size_t next = 0;
  VisitSums(result, [&](std::string_view, int64_t fen) { added[next++] = fen; });
  next = 0;
  Exact exact;
  VisitSums(*this, [&](std::string_view name, int64_t& sum) {
    sum = exact.Whole(Int128{sum} + added[next++], name);
  });
  return exact.status();
}

void RegionTotals::Close(const RegionTerms& terms, const RegionPlan& region_plan) {
  reserve_after_fen = terms.reserve_fen - rate_scaled_fen;
  plan = region_plan;
}

absl::StatusOr<RegionResult> SettleRegion(const std::vector<RegionUnit>& units,
                                          const RegionTerms& terms) {
  return Region(units, terms).Settle();
}

}  // namespace probity::settlement

#include "services/settlement/domain/rates.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "common/money/rounding.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/settlement/domain/unit_status.h"

namespace probity::settlement {
namespace {

constexpr std::array<std::pair<RewardStatus, std::string_view>, 4> kStatuses{{
    {RewardStatus::kGranted, "GRANTED"},
    {RewardStatus::kHeld, "HELD"},
    {RewardStatus::kIneligible, "INELIGIBLE"},
    {RewardStatus::kCancelled, "CANCELLED"},
}};

const policy::Band& BandOf(const UnitInput& input, const policy::Policy& policy) {
  return policy.bands.at(policy::EvaluateBand(policy, input.points));
}

// R(fen·(10000+rate)/(visits·10000)).
absl::StatusOr<int64_t> Adjusted(int64_t fen, int64_t visits, int32_t rate_bp,
                                 money::Rounding mode) {
  PROBITY_ASSIGN_OR_RETURN(const money::Int128 numerator,
                           money::Multiply(fen, money::kBasisPoints + rate_bp));
  PROBITY_ASSIGN_OR_RETURN(const money::Int128 denominator,
                           money::Multiply(visits, money::kBasisPoints));
  return money::Round(numerator, denominator, mode);
}

}  // namespace

std::string_view RewardStatusName(RewardStatus status) {
  for (const auto& [value, name] : kStatuses) {
    if (value == status) return name;
  }
  return {};
}

std::optional<RewardStatus> ParseRewardStatus(std::string_view name) {
  for (const auto& [value, known] : kStatuses) {
    if (known == name) return value;
  }
  return std::nullopt;
}

RewardStatus DecideReward(const UnitInput& input, const policy::Policy& policy) {
  const policy::Eligibility& rules = policy.eligibility;
  const bool vetoed = rules.veto_cancels && input.veto;
  const bool sanctioned = rules.sanction_cancels && (input.cancelled || input.sanctioned);
  if (vetoed || sanctioned) return RewardStatus::kCancelled;
  if (input.designated_days < rules.min_designated_days) return RewardStatus::kIneligible;
  if (rules.open_case == policy::OpenCase::kHold && input.open_case) return RewardStatus::kHeld;
  return RewardStatus::kGranted;
}

int32_t StatedRate(int32_t band_bp, RewardStatus status, policy::IncentiveMode mode) {
  const bool rewarded = status == RewardStatus::kGranted || status == RewardStatus::kHeld;
  if (rewarded && mode == policy::IncentiveMode::kReserveFunded) return band_bp;
  return std::min(band_bp, 0);
}

absl::StatusOr<UnitRates> CalculateRates(const UnitInput& input, const policy::Policy& policy) {
  UnitRates rates;
  rates.band_bp = policy::RateBp(BandOf(input, policy), input.points, policy.rounding).value_or(0);
  rates.reward_status = DecideReward(input, policy);
  rates.rate_bp = StatedRate(rates.band_bp, rates.reward_status, policy.settlement.incentive.mode);
  auto per_visit = Adjusted(input.p0_fen, input.p0_visits, rates.rate_bp, policy.rounding);
  if (!per_visit.ok()) {
    return NamingUnit(per_visit.status(), input.key, "adjusted_per_visit_fen");
  }
  auto budget = Adjusted(input.b0_fen, 1, rates.rate_bp, policy.rounding);
  if (!budget.ok()) return NamingUnit(budget.status(), input.key, "adjusted_budget_fen");
  rates.adjusted_per_visit_fen = *per_visit;
  rates.adjusted_budget_fen = *budget;
  return rates;
}

bool SanctionOrderMissing(const UnitInput& input, const policy::Policy& policy) {
  if (input.sanctioned || input.cancelled) return false;
  const policy::Band& band = BandOf(input, policy);
  return policy::Suspends(band) || policy::Terminates(band);
}

}  // namespace probity::settlement

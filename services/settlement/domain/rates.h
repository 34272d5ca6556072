// L1 and L2 of a statement: what rate the points of the year bring, whether a reward is granted,
// and the two caps the stated rate moves.
//
// The rate moves the per-visit average and the total budget independently, each once: payment is
// bound by the smaller cap, so a rate never compounds (docs/settlement.md).
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_RATES_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_RATES_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// Changes whenever the same inputs could give another result; pinned by a run when it is frozen.
inline constexpr std::string_view kEngineVersion = "rates/1";

// 激励资格. The numbers are those of the API.
enum class RewardStatus {
  kGranted = 1,
  kHeld = 2,        // a case of the year is open: provisional
  kIneligible = 3,  // designated too few days
  kCancelled = 4    // veto item, ordered suspension or cancellation
};
std::string_view RewardStatusName(RewardStatus status);  // "GRANTED", …
std::optional<RewardStatus> ParseRewardStatus(std::string_view name);

struct UnitRates {
  int32_t band_bp = 0;  // r_b: what the band says
  RewardStatus reward_status = RewardStatus::kGranted;
  int32_t rate_bp = 0;                 // r+: what is stated and applied
  int64_t adjusted_per_visit_fen = 0;  // R(P0·(1+r+))
  int64_t adjusted_budget_fen = 0;     // R(B0·(1+r+))
  bool operator==(const UnitRates&) const = default;
};

// L2: the first of CANCELLED, INELIGIBLE, HELD, GRANTED whose condition holds.
RewardStatus DecideReward(const UnitInput& input, const policy::Policy& policy);

// L2: a positive rate counts only where the reward is granted or held and rewards lift the caps
// (RESERVE_FUNDED); a penalty always does.
int32_t StatedRate(int32_t band_bp, RewardStatus status, policy::IncentiveMode mode);

// ARITHMETIC_OVERFLOW, naming the unit, where a figure leaves 64 bits.
absl::StatusOr<UnitRates> CalculateRates(const UnitInput& input, const policy::Policy& policy);

// True if the band of the points demands a suspension or a cancellation that nobody ordered:
// warning SANCTION_ORDER_MISSING.
bool SanctionOrderMissing(const UnitInput& input, const policy::Policy& policy);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_RATES_H_

// L11–L13 of a statement: what is payable and what is held, where the claims went, and the net
// with the instalments of a recovery.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_PAYABLE_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_PAYABLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

// L10: what the region's step gives a unit.
struct RegionShares {
  int64_t rate_scaled_fen = 0;
  int64_t withhold_fen = 0;
  int64_t incentive_fen = 0;
  bool operator==(const RegionShares&) const = default;
};

// Completes what SettleUnit began. ARITHMETIC_OVERFLOW, naming the unit and the field.
absl::StatusOr<UnitResult> FinishUnit(const UnitInput& input, const UnitResult& own,
                                      const RegionShares& shares, int32_t recovery_instalments);

// L13: parts of a negative net, the first ones a fen larger, so that they sum to it; none
// otherwise. `instalments` below 1 counts as 1.
std::vector<int64_t> RecoveryPlan(int64_t net_fen, int32_t instalments);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_PAYABLE_H_

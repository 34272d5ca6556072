// L3–L5 of a statement: the days that count, the volume that is paid, and what is stripped.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_VOLUME_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_VOLUME_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "common/money/rounding.h"
#include "common/policy/settlement_terms.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// L3: d = d_g - d_s. Budget and plan count for these days alone.
int64_t ActiveDays(const UnitInput& input);

// L4. Without a planned volume (another basis than PER_VISIT_AND_BUDGET) every visit is standard.
struct Volume {
  int64_t upper = 0;     // U: whole visits of the plan and its tolerance, rounded down
  int64_t lower = 0;     // L: rounded up
  int64_t standard = 0;  // t1 = min(t, U)
  int64_t excess = 0;    // t2
  bool low = false;      // t < L: flagged (推诿/减量), never raised to the plan
  bool operator==(const Volume&) const = default;
};
// The input has passed CheckInput (input_check.h).
Volume VolumeOf(const UnitInput& input, const policy::SettlementTerms& terms);

// L5: X, the accepted amount of the excess visits less what the policy pays for them.
// ARITHMETIC_OVERFLOW cannot happen within the bounds of CheckInput.
absl::StatusOr<int64_t> Stripped(const UnitInput& input, const Volume& volume,
                                 int32_t excess_pay_bp, money::Rounding mode);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_VOLUME_H_

// L1–L9 of a statement: what a unit's own inputs decide, before the region shares anything.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_SETTLE_UNIT_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_SETTLE_UNIT_H_

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

// Fills everything up to `forfeit_fen`, and `refused_fen`. Refuses what CheckUnit (input_check.h)
// refuses, as FAILED_PRECONDITION with that reason, and ARITHMETIC_OVERFLOW where any amount leaves
// 64 bits, even one that a cap would bind afterwards; both name the unit and the field.
absl::StatusOr<UnitResult> SettleUnit(const UnitInput& input, const policy::Policy& policy);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_SETTLE_UNIT_H_

// L6 and L7 of a statement: the cost side V(r, keep), and whether a surplus may be retained.
//
// The rate moves both caps, each once and independently; payment is bound by the smaller, so the
// rate never compounds.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_CAPS_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_CAPS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "common/money/rounding.h"
#include "common/policy/settlement_terms.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"
#include "services/settlement/domain/volume.h"

namespace probity::settlement {

// What a cost side is computed from; the references outlive it.
struct CostInputs {
  const UnitInput& input;
  const policy::SettlementTerms& terms;
  const Volume& volume;
  int64_t eligible_fen = 0;  // A1
  money::Rounding rounding = money::Rounding::kHalfUp;
};

enum class Retention { kOff, kOn };

// L6 at a rate in basis points. ARITHMETIC_OVERFLOW with the field as metadata.
absl::StatusOr<CostSide> CostAt(const CostInputs& cost, int32_t rate_bp, Retention retention);

// V = min(A1, C) + retention + overrun share. ARITHMETIC_OVERFLOW.
absl::StatusOr<int64_t> ValueOf(const CostSide& side, int64_t eligible_fen);

// The share of what lies above the cap that the fund pays: one rounding for all tiers together,
// nothing above the last. `cost_fen` above `cap_fen`.
absl::StatusOr<int64_t> OverrunShare(const policy::SettlementTerms& terms, int64_t cost_fen,
                                     int64_t cap_fen, money::Rounding mode);

// The unit's own part of what lies below the cap, `cost_fen` at most `cap_fen`.
absl::StatusOr<int64_t> RetainedSurplus(const policy::SettlementTerms& terms, int64_t cost_fen,
                                        int64_t cap_fen, money::Rounding mode);

// One gate; an absent metric counts as the gate says.
bool GateHolds(const policy::Gate& gate, const UnitInput& input, bool low_volume);

// L7: GRANTED or HELD, and every gate holds.
bool RetentionAllowed(const UnitInput& input, const policy::SettlementTerms& terms,
                      RewardStatus status, bool low_volume);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_CAPS_H_

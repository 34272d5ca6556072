// L9 of a statement: how much of the quality deposit (质量保证金) stays in the fund.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_DEPOSIT_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_DEPOSIT_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "common/money/rounding.h"
#include "common/policy/settlement_terms.h"

namespace probity::settlement {

// The share paid out, in millionths, 0..10^6: of the first step whose min_score the score reaches;
// nothing under the last step, everything while ungraded.
int64_t PayoutMillionths(const std::vector<policy::DepositStep>& steps,
                         std::optional<int64_t> score_centi);

// R(W·(1-g)). ARITHMETIC_OVERFLOW cannot happen for a deposit within int64.
absl::StatusOr<int64_t> Forfeit(int64_t withheld_fen, int64_t payout_millionths,
                                money::Rounding mode);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_DEPOSIT_H_

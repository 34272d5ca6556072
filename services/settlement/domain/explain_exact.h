// Figures before they were rounded. Internal to explain.cc.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_EXACT_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_EXACT_H_

#include <optional>
#include <string_view>

#include "common/money/rounding.h"
#include "services/settlement/domain/explain.h"

namespace probity::settlement {

struct Fraction {
  money::Int128 numerator = 0;
  money::Int128 denominator = 1;
};

// Of a figure that R made; absent where nothing was rounded.
std::optional<Fraction> ExactOf(const SettledFigures& settled, std::string_view code);

// What a contract pays before its cap.
Fraction ExactPay(const Contract& contract);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_EXACT_H_

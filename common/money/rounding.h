// Exact arithmetic near money. Rates are exact rationals; a number is rounded once, by Round, and
// only where a formula says so. No floating point.
#ifndef PROBITY_COMMON_MONEY_ROUNDING_H_
#define PROBITY_COMMON_MONEY_ROUNDING_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace probity::money {

__extension__ typedef __int128 Int128;

inline constexpr int64_t kBasisPoints = 10'000;  // 100 %

// How a policy wants an exact number made whole.
enum class Rounding {
  kHalfUp,    // 四舍五入 on the magnitude: 2.5 to 3, -2.5 to -3; the default
  kHalfEven,  // a half goes to the even neighbour
  kDown,      // toward zero
};

// "HALF_UP", "HALF_EVEN", "DOWN": the names policies use. INVALID_ARGUMENT for another name.
absl::StatusOr<Rounding> ParseRounding(std::string_view name);
std::string_view RoundingName(Rounding mode);

// The integer for numerator / denominator. OUT_OF_RANGE with reason ARITHMETIC_OVERFLOW if it is
// none of int64; INVALID_ARGUMENT if the denominator is zero.
absl::StatusOr<int64_t> Round(Int128 numerator, Int128 denominator, Rounding mode);

// Sum, product and narrowing that answer ARITHMETIC_OVERFLOW instead of wrapping round.
absl::StatusOr<Int128> Add(Int128 a, Int128 b);
absl::StatusOr<Int128> Multiply(Int128 a, Int128 b);
absl::StatusOr<int64_t> Narrow(Int128 value);

// The amount changed by a rate in basis points, rounded once: 1,000,000 fen and -500 bp give
// 950,000 fen.
absl::StatusOr<int64_t> ApplyRate(int64_t fen, int64_t rate_bp, Rounding mode);

// Largest remainder: splits `amount` by `weights` so that the shares sum to it exactly. Each gets
// the whole part of amount * weight / total; what is left goes one by one to the largest
// remainders, of equal ones to the smaller index (callers order units by key).
// INVALID_ARGUMENT if the amount or a weight is negative or all weights are zero with an amount to
// split; an amount of 0 gives zeros. ARITHMETIC_OVERFLOW as above.
absl::StatusOr<std::vector<int64_t>> SplitByLargestRemainder(int64_t amount,
                                                             const std::vector<Int128>& weights);

}  // namespace probity::money

#endif  // PROBITY_COMMON_MONEY_ROUNDING_H_

// Exact fractions of scores; rounded once, where a score is posted or printed.
#ifndef PROBITY_COMMON_QUALITY_RATIO_H_
#define PROBITY_COMMON_QUALITY_RATIO_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/money/rounding.h"

namespace probity::quality {

// num / den in lowest terms, den > 0.
struct Ratio {
  money::Int128 num = 0;
  money::Int128 den = 1;
  bool operator==(const Ratio&) const = default;
};

// num / den in lowest terms; den is not 0.
Ratio Reduced(money::Int128 num, money::Int128 den);

// ARITHMETIC_OVERFLOW beyond 128 bits.
absl::StatusOr<Ratio> Plus(const Ratio& a, const Ratio& b);
absl::StatusOr<Ratio> Times(const Ratio& a, const Ratio& b);

// Half up to `places` decimals, all of them written: "38.333333333333". The ratio is not negative;
// ARITHMETIC_OVERFLOW if its digits are beyond 128 bits. places: 0..18.
absl::StatusOr<std::string> FormatRatio(const Ratio& value, int places);

}  // namespace probity::quality

#endif  // PROBITY_COMMON_QUALITY_RATIO_H_

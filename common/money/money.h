// Money as people write it: yuan with two decimals outside, int64 fen inside.
#ifndef PROBITY_COMMON_MONEY_MONEY_H_
#define PROBITY_COMMON_MONEY_MONEY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace probity::money {

// The largest amount accepted as input, of either sign: 10 trillion yuan. It keeps every product of
// the settlement's formulas within 128 bits.
inline constexpr int64_t kMaxInputFen = 1'000'000'000'000'000;

enum class Sign { kNotNegative, kEither };

// Fen of a text like "832000.00" or "-0.05": digits without leading zeros or separators, a point
// and exactly two decimals, so that every amount has one spelling (that of FormatYuan).
// INVALID_ARGUMENT with reason BAD_REQUEST for another form, NEGATIVE_AMOUNT where `sign` forbids
// it, AMOUNT_OUT_OF_RANGE beyond kMaxInputFen. The text of the error can stand beside a CSV cell.
absl::StatusOr<int64_t> ParseYuan(std::string_view text, Sign sign = Sign::kNotNegative);

// "832000.00"; any int64.
std::string FormatYuan(int64_t fen);

}  // namespace probity::money

#endif  // PROBITY_COMMON_MONEY_MONEY_H_

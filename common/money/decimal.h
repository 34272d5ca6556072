// Exact decimals of rates and averages, as people and statistics write them: "0.153", "-12.5".
#ifndef PROBITY_COMMON_MONEY_DECIMAL_H_
#define PROBITY_COMMON_MONEY_DECIMAL_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace probity::money {

inline constexpr int kDecimalPlaces = 9;
inline constexpr int64_t kNanosPerOne = 1'000'000'000;
// Exclusive bound of the whole part, of either sign.
inline constexpr int64_t kMaxDecimalWhole = 9'000'000'000;

// nanos / 10^9, exactly.
struct Decimal {
  int64_t nanos = 0;
  auto operator<=>(const Decimal&) const = default;
};

// The decimal of a text: an optional '-', digits, and at most nine digits behind a point; leading
// and trailing zeros are free ("0.1530" is "0.153"). Absent for any other text, a whole part of
// kMaxDecimalWhole or more, and more than nine places that are not zeros.
std::optional<Decimal> ParseDecimal(std::string_view text);

// The shortest text of it: "0.153", "-12.5", "7".
std::string FormatDecimal(Decimal value);

// value * 10^places as a whole number; absent if it has more places than that. places: 0..9.
std::optional<int64_t> ScaledBy(Decimal value, int places);

}  // namespace probity::money

#endif  // PROBITY_COMMON_MONEY_DECIMAL_H_

#include "common/money/rounding.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "common/status/status.h"

namespace probity::money {
namespace {

__extension__ typedef unsigned __int128 Uint128;

constexpr std::array<std::pair<Rounding, std::string_view>, 3> kNames{{
    {Rounding::kHalfUp, "HALF_UP"},
    {Rounding::kHalfEven, "HALF_EVEN"},
    {Rounding::kDown, "DOWN"},
}};

absl::Status Overflow() {
  return Refuse(absl::StatusCode::kOutOfRange, Reason::k_ARITHMETIC_OVERFLOW,
                "a computed amount does not fit into 64 bits; check the inputs for their units");
}

// Negating in unsigned arithmetic is defined for the smallest value too.
Uint128 Magnitude(Int128 value) {
  return value < 0 ? -static_cast<Uint128>(value) : static_cast<Uint128>(value);
}

bool AwayFromZero(Uint128 whole, Uint128 rest, Uint128 divisor, Rounding mode) {
  // A magnitude is at most 2^127, so twice a smaller rest does not wrap round.
  const Uint128 twice = 2 * rest;
  switch (mode) {
    case Rounding::kHalfUp:
      return twice >= divisor;
    case Rounding::kHalfEven:
      return twice > divisor || (twice == divisor && whole % 2 == 1);
    case Rounding::kDown:
      break;
  }
  return false;
}

}  // namespace

absl::StatusOr<Rounding> ParseRounding(std::string_view name) {
  for (const auto& [mode, known] : kNames) {
    if (known == name) return mode;
  }
  return absl::InvalidArgumentError("a rounding is HALF_UP, HALF_EVEN or DOWN");
}

std::string_view RoundingName(Rounding mode) {
  const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                   [mode](const auto& entry) { return entry.first == mode; });
  return found == kNames.end() ? std::string_view() : found->second;
}

absl::StatusOr<int64_t> Round(Int128 numerator, Int128 denominator, Rounding mode) {
  if (denominator == 0) return absl::InvalidArgumentError("a denominator must not be zero");
  const Uint128 dividend = Magnitude(numerator);
  const Uint128 divisor = Magnitude(denominator);
  Uint128 whole = dividend / divisor;
  if (AwayFromZero(whole, dividend % divisor, divisor, mode)) ++whole;
  const bool negative = (numerator < 0) != (denominator < 0);
  const Uint128 limit =
      static_cast<Uint128>(std::numeric_limits<int64_t>::max()) + (negative ? 1 : 0);
  if (whole > limit) return Overflow();
  const auto value = static_cast<Int128>(whole);
  return static_cast<int64_t>(negative ? -value : value);
}

absl::StatusOr<Int128> Add(Int128 a, Int128 b) {
  Int128 sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return Overflow();
  return sum;
}

absl::StatusOr<Int128> Multiply(Int128 a, Int128 b) {
  Int128 product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return Overflow();
  return product;
}

absl::StatusOr<int64_t> Narrow(Int128 value) {
  return Round(value, 1, Rounding::kDown);
}

absl::StatusOr<int64_t> ApplyRate(int64_t fen, int64_t rate_bp, Rounding mode) {
  PROBITY_ASSIGN_OR_RETURN(const Int128 product,
                           Multiply(fen, static_cast<Int128>(kBasisPoints) + rate_bp));
  return Round(product, kBasisPoints, mode);
}

absl::StatusOr<std::vector<int64_t>> SplitByLargestRemainder(int64_t amount,
                                                             const std::vector<Int128>& weights) {
  if (amount < 0) return absl::InvalidArgumentError("only a non-negative amount can be split");
  Int128 total = 0;
  for (const Int128 weight : weights) {
    if (weight < 0) return absl::InvalidArgumentError("a weight must not be negative");
    PROBITY_ASSIGN_OR_RETURN(total, Add(total, weight));
  }
  std::vector<int64_t> shares(weights.size(), 0);
  if (amount == 0) return shares;
  if (total == 0) return absl::InvalidArgumentError("an amount cannot be split by zero weights");

  std::vector<Int128> remainders(weights.size(), 0);
  int64_t left = amount;
  for (size_t i = 0; i < weights.size(); ++i) {
    PROBITY_ASSIGN_OR_RETURN(const Int128 product, Multiply(amount, weights[i]));
    shares[i] = static_cast<int64_t>(product / total);  // at most `amount`
    remainders[i] = product % total;
    left -= shares[i];
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  for (size_t i = 0; i < static_cast<size_t>(left); ++i) ++shares[order[i]];
  return shares;
}

}  // namespace probity::money

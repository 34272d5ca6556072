#include "common/quality/ratio.h"

#include <algorithm>

#include "common/status/status.h"

namespace probity::quality {
namespace {

using money::Int128;

Int128 Gcd(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

std::string Digits(Int128 value) {
  std::string text;
  do {
    text.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value > 0);
  std::reverse(text.begin(), text.end());
  return text;
}

}  // namespace

Ratio Reduced(Int128 num, Int128 den) {
  const Int128 common = Gcd(num, den);
  const Int128 sign = den < 0 ? -1 : 1;
  return {sign * num / common, sign * den / common};
}

absl::StatusOr<Ratio> Plus(const Ratio& a, const Ratio& b) {
  // Over the smallest common denominator, so that sums of like fractions stay small.
  const Int128 common = Gcd(a.den, b.den);
  PROBITY_ASSIGN_OR_RETURN(const Int128 left, money::Multiply(a.num, b.den / common));
  PROBITY_ASSIGN_OR_RETURN(const Int128 right, money::Multiply(b.num, a.den / common));
  PROBITY_ASSIGN_OR_RETURN(const Int128 num, money::Add(left, right));
  PROBITY_ASSIGN_OR_RETURN(const Int128 den, money::Multiply(a.den / common, b.den));
  return Reduced(num, den);
}

absl::StatusOr<Ratio> Times(const Ratio& a, const Ratio& b) {
  const Ratio first = Reduced(a.num, b.den);
  const Ratio second = Reduced(b.num, a.den);
  PROBITY_ASSIGN_OR_RETURN(const Int128 num, money::Multiply(first.num, second.num));
  PROBITY_ASSIGN_OR_RETURN(const Int128 den, money::Multiply(first.den, second.den));
  return Ratio{num, den};
}

absl::StatusOr<std::string> FormatRatio(const Ratio& value, int places) {
  Int128 power = 2;
  for (int i = 0; i < places; ++i) power *= 10;
  PROBITY_ASSIGN_OR_RETURN(const Int128 scaled, money::Multiply(value.num, power));
  PROBITY_ASSIGN_OR_RETURN(const Int128 raised, money::Add(scaled, value.den));
  PROBITY_ASSIGN_OR_RETURN(const Int128 twice, money::Multiply(value.den, 2));
  std::string digits = Digits(raised / twice);
  if (places == 0) return digits;
  const auto behind = static_cast<size_t>(places);
  if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
  digits.insert(digits.size() - behind, ".");
  return digits;
}

}  // namespace probity::quality

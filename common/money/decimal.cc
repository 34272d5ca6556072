#include "common/money/decimal.h"

#include <algorithm>

namespace probity::money {
namespace {

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view WithoutLeadingZeros(std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view() : digits.substr(first);
}

int64_t NumberOf(std::string_view digits) {
  int64_t number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace

std::optional<Decimal> ParseDecimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const size_t point = text.find('.');
  std::string_view whole = text.substr(0, point);
  std::string_view places = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() || !AllDigits(whole) || !AllDigits(places)) return std::nullopt;
  if (point != std::string_view::npos && places.empty()) return std::nullopt;
  whole = WithoutLeadingZeros(whole);
  while (places.ends_with('0')) places.remove_suffix(1);
  // Ten digits fit easily; only then is it worth a number.
  if (whole.size() > 10 || NumberOf(whole) >= kMaxDecimalWhole) return std::nullopt;
  if (places.size() > kDecimalPlaces) return std::nullopt;
  const int64_t fraction =
      NumberOf(places) * PowerOfTen(kDecimalPlaces - static_cast<int>(places.size()));
  const int64_t nanos = NumberOf(whole) * kNanosPerOne + fraction;
  return Decimal{negative ? -nanos : nanos};
}

std::string FormatDecimal(Decimal value) {
  const bool negative = value.nanos < 0;
  std::string digits = std::to_string(value.nanos);
  if (negative) digits.erase(0, 1);
  if (digits.size() <= kDecimalPlaces) digits.insert(0, kDecimalPlaces + 1 - digits.size(), '0');
  digits.insert(digits.size() - kDecimalPlaces, ".");
  while (digits.ends_with('0')) digits.pop_back();
  if (digits.ends_with('.')) digits.pop_back();
  return negative ? "-" + digits : digits;
}

std::optional<int64_t> ScaledBy(Decimal value, int places) {
  const int64_t rest = PowerOfTen(kDecimalPlaces - std::clamp(places, 0, kDecimalPlaces));
  if (value.nanos % rest != 0) return std::nullopt;
  return value.nanos / rest;
}

}  // namespace probity::money

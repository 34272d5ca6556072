#include "clients/probityctl/draw/json.h"

#include <array>

namespace probity::draw_check {
namespace {

// By symbol; 16 for what is no digit, capitals too: they would be another text of the same bytes.
constexpr std::array<unsigned char, 256> kDigitOf = [] {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, 256> digit_of{};
  digit_of.fill(16);
  for (size_t i = 0; i < kDigits.size(); ++i) {
    digit_of[static_cast<unsigned char>(kDigits[i])] = static_cast<unsigned char>(i);
  }
  return digit_of;
}();

unsigned DigitOf(char c) {
  return kDigitOf[static_cast<unsigned char>(c)];
}

}  // namespace

bool JsonText::Next(std::string_view expected) {
  if (failed_ || !rest_.starts_with(expected)) return false;
  rest_.remove_prefix(expected.size());
  return true;
}

void JsonText::Take(std::string_view expected) {
  if (!Next(expected)) failed_ = true;
}

void JsonText::Object(std::string_view first_key) {
  Take("{");
  Name(first_key);
}

void JsonText::Key(std::string_view name) {
  Take(",");
  Name(name);
}

void JsonText::Name(std::string_view name) {
  Take("\"");
  Take(name);
  Take("\":");
}

uint64_t JsonText::Number(uint64_t most) {
  uint64_t value = 0;
  size_t digits = 0;
  while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9' && digits < 19) {
    value = 10 * value + static_cast<uint64_t>(rest_[digits++] - '0');
  }
  if (digits == 0 || value > most || (digits > 1 && rest_.front() == '0')) failed_ = true;
  if (failed_) return 0;
  rest_.remove_prefix(digits);
  return value;
}

std::string JsonText::Hex(size_t size) {
  Take("\"");
  const size_t digits = rest_.find('"');
  if (digits == std::string_view::npos || digits % 2 != 0) failed_ = true;
  if (size != 0 && digits != 2 * size) failed_ = true;
  if (failed_) return "";
  std::string bytes;
  bytes.reserve(digits / 2);
  for (size_t i = 0; i < digits; i += 2) {
    const unsigned high = DigitOf(rest_[i]);
    const unsigned low = DigitOf(rest_[i + 1]);
    if (high > 15 || low > 15) failed_ = true;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  rest_.remove_prefix(digits + 1);
  return bytes;
}

bool JsonText::Null() {
  return Next("null");
}

void JsonText::Array(const std::function<void()>& item) {
  Take("[");
  if (Next("]")) return;
  while (!failed_) {
    item();
    if (Next("]")) return;
    Take(",");
  }
}

}  // namespace probity::draw_check

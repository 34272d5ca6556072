#include "services/scoring/domain/persons/identity.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {
namespace {

constexpr size_t kNewLength = 18;
constexpr size_t kOldLength = 15;
constexpr size_t kBirthAt = 6;
constexpr size_t kHashLength = 64;

// ISO 7064 MOD 11-2, as GB 11643 takes it.
constexpr std::array<int, 17> kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view kSymbols = "10X98765432";

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

// Digits and X with whatever separates them taken out; anything else becomes a stop.
std::string Folded(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    const bool symbol = IsDigit(c) || c == 'x' || c == 'X';
    folded += symbol ? absl::ascii_toupper(static_cast<unsigned char>(c)) : '.';
  }
  return folded;
}

bool IsBirthDate(std::string_view digits) {
  const auto number = [&](size_t at, size_t length) {
    int value = 0;
    for (const char c : digits.substr(at, length)) value = 10 * value + (c - '0');
    return value;
  };
  const absl::CivilDay day(number(0, 4), number(4, 2), number(6, 2));
  return day.year() == number(0, 4) && day.month() == number(4, 2) && day.day() == number(6, 2) &&
         day.year() >= 1880 && day.year() < 2200;
}

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), IsDigit);
}

bool IsNewNumber(std::string_view text) {
  if (!AllDigits(text.substr(0, kWeights.size()))) return false;
  int sum = 0;
  for (size_t i = 0; i < kWeights.size(); ++i) sum += kWeights.at(i) * (text[i] - '0');
  return text.back() == kSymbols[static_cast<size_t>(sum % 11)] &&
         IsBirthDate(text.substr(kBirthAt, 8));
}

}  // namespace

bool HoldsIdNumber(std::string_view text) {
  const std::string folded = Folded(text);
  for (size_t at = 0; at + kNewLength <= folded.size(); ++at) {
    if (IsNewNumber(std::string_view(folded).substr(at, kNewLength))) return true;
  }
  return folded.size() == kOldLength && AllDigits(folded) &&
         IsBirthDate(absl::StrCat("19", folded.substr(kBirthAt, 6)));
}

absl::Status CheckNoIdNumber(std::string_view text, std::string_view field) {
  if (!HoldsIdNumber(text)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_RAW_ID_NUMBER,
                absl::StrCat(ToAbsl(field),
                             " holds an identity card number, which is never stored; use the "
                             "registration code or a pseudonym; 不得使用身份证号"),
                {{"field", std::string(field)}});
}

bool IsPersonId(std::string_view text) {
  return IsInstitutionId(text) && !HoldsIdNumber(text);
}

bool IsInsuredId(std::string_view text) {
  const auto hex = [](char c) { return IsDigit(c) || ('a' <= c && c <= 'f'); };
  if (text.size() == kHashLength) return std::all_of(text.begin(), text.end(), hex);
  return IsPersonId(text);
}

std::string MaskName(std::string_view name) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto characters = std::count_if(name.begin(), name.end(), begins);
  if (characters == 0) return "";
  const auto second = std::find_if(name.begin() + 1, name.end(), begins);
  std::string masked(name.begin(), second);
  const auto marks = std::clamp<decltype(characters)>(characters - 1, 1, 2);
  for (auto i = marks; i > 0; --i) masked += "＊";
  return masked;
}

}  // namespace probity::scoring

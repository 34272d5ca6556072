#include "common/codes/text.h"

namespace probity::codes {
namespace {

// Length of the sequence a lead byte opens, 0 if it opens none.
int SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

bool WellFormed(char32_t code_point, int length) {
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  return code_point >= kSmallest[length] && code_point <= 0x10FFFF && !surrogate;
}

bool Between(char32_t code_point, char32_t first, char32_t last) {
  return code_point >= first && code_point <= last;
}

}  // namespace

std::optional<std::vector<char32_t>> CodePoints(std::string_view utf8) {
  std::vector<char32_t> result;
  result.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    const int length = SequenceLength(lead);
    if (length == 0 || at + length > utf8.size()) return std::nullopt;
    char32_t code_point = length == 1 ? lead : lead & (0x7F >> length);
    for (int i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(utf8[at + i]);
      if ((next & 0xC0) != 0x80) return std::nullopt;
      code_point = code_point << 6 | (next & 0x3F);
    }
    if (!WellFormed(code_point, length)) return std::nullopt;
    result.push_back(code_point);
    at += length;
  }
  return result;
}

char32_t FoldWidth(char32_t code_point) {
  if (code_point == 0x3000) return ' ';
  if (Between(code_point, 0xFF01, 0xFF5E)) return code_point - 0xFF01 + '!';
  return code_point;
}

bool IsFoldedDigit(char32_t code_point) {
  const char32_t c = FoldWidth(code_point);
  return Between(c, '0', '9') || c == 0xB2 || c == 0xB3 || c == 0xB9 || c == 0x2070 ||
         Between(c, 0x2074, 0x2079) || Between(c, 0x2080, 0x2089) ||    // raised, lowered
         Between(c, 0x2460, 0x2468) || c == 0x24EA ||                   // circled
         Between(c, 0x1D7CE, 0x1D7FF) || Between(c, 0x1FBF0, 0x1FBF9);  // mathematical, segmented
}

bool IsInvisible(char32_t code_point) {
  return code_point == 0xAD || code_point == 0x34F || code_point == 0x61C ||
         Between(code_point, 0x180B, 0x180E) || Between(code_point, 0x200B, 0x200F) ||
         Between(code_point, 0x202A, 0x202E) || Between(code_point, 0x2060, 0x206F) ||
         Between(code_point, 0xFE00, 0xFE0F) || code_point == 0xFEFF ||
         Between(code_point, 0xE0000, 0xE0FFF);
}

bool IsSpace(char32_t code_point) {
  return code_point == ' ' || Between(code_point, '\t', '\r') || code_point == 0xA0 ||
         Between(code_point, 0x2000, 0x200A) || code_point == 0x202F || code_point == 0x205F ||
         code_point == 0x3000;
}

bool IsDash(char32_t code_point) {
  return code_point == '-' || Between(code_point, 0x2010, 0x2015) || code_point == 0x2212 ||
         code_point == 0xFE58 || code_point == 0xFE63 || code_point == 0xFF0D;
}

}  // namespace probity::codes

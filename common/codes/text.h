// Reading UTF-8 by code point, as far as the rules about texts need it.
#ifndef PROBITY_COMMON_CODES_TEXT_H_
#define PROBITY_COMMON_CODES_TEXT_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace probity::codes {

// The code points of `utf8`; none if it is not well-formed (overlong forms, surrogates and
// anything above U+10FFFF included).
std::optional<std::vector<char32_t>> CodePoints(std::string_view utf8);

// The ASCII character a full-width or small form stands for, U+3000 as a space; others unchanged.
char32_t FoldWidth(char32_t code_point);

// A decimal digit in any of the shapes that compatibility normalisation folds to 0..9.
bool IsFoldedDigit(char32_t code_point);

// Characters that take no room on paper and could be put between digits to hide a number.
bool IsInvisible(char32_t code_point);

// Spaces of any width.
bool IsSpace(char32_t code_point);

// Hyphens and dashes, as keyboards and mail programs write them.
bool IsDash(char32_t code_point);

}  // namespace probity::codes

#endif  // PROBITY_COMMON_CODES_TEXT_H_

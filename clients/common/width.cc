#include "clients/common/width.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

namespace probity::clients {
namespace {

size_t Columns(UChar32 c) {
  const int8_t category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR ||
      category == U_CONTROL_CHAR) {
    return 0;
  }
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// The character at `at`, which moves behind it; an invalid byte counts as one column.
UChar32 NextCharacter(std::string_view utf8, int32_t& at) {
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(utf8.data()), at, static_cast<int32_t>(utf8.size()), c);
  return c < 0 ? U'?' : c;
}

// The pieces of a paragraph between two places where a line may end.
std::vector<std::string_view> Unbreakable(std::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UBreakIterator, decltype(&ubrk_close)> breaks(
      ubrk_open(UBRK_LINE, "zh", nullptr, 0, &error), &ubrk_close);
  const std::unique_ptr<UText, decltype(&utext_close)> text(
      utext_openUTF8(nullptr, utf8.data(), static_cast<int64_t>(utf8.size()), &error),
      &utext_close);
  if (U_SUCCESS(error)) ubrk_setUText(breaks.get(), text.get(), &error);
  if (U_FAILURE(error)) return {utf8};
  std::vector<std::string_view> pieces;
  int32_t from = 0;
  for (int32_t to = ubrk_next(breaks.get()); to != UBRK_DONE; to = ubrk_next(breaks.get())) {
    pieces.push_back(utf8.substr(from, to - from));
    from = to;
  }
  return pieces;
}

std::string_view WithoutEndSpaces(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Appends a piece that is wider than a line, broken between any two characters.
void BreakAnywhere(std::string_view piece, size_t columns, std::vector<std::string>& lines) {
  for (int32_t at = 0; at < static_cast<int32_t>(piece.size());) {
    const int32_t from = at;
    const size_t wide = Columns(NextCharacter(piece, at));
    if (!lines.back().empty() && DisplayWidth(lines.back()) + wide > columns) lines.emplace_back();
    lines.back().append(piece.substr(from, at - from));
  }
}

void WrapParagraph(std::string_view paragraph, size_t columns, std::vector<std::string>& lines) {
  lines.emplace_back();
  for (const std::string_view piece : Unbreakable(paragraph)) {
    const size_t wide = DisplayWidth(WithoutEndSpaces(piece));
    if (!lines.back().empty() && DisplayWidth(lines.back()) + wide > columns) lines.emplace_back();
    if (wide > columns) {
      BreakAnywhere(piece, columns, lines);
    } else {
      lines.back().append(piece);
    }
  }
  for (std::string& line : lines) line.resize(WithoutEndSpaces(line).size());
}

}  // namespace

size_t DisplayWidth(std::string_view utf8) {
  size_t width = 0;
  for (int32_t at = 0; at < static_cast<int32_t>(utf8.size());) {
    width += Columns(NextCharacter(utf8, at));
  }
  return width;
}

std::vector<std::string> Wrap(std::string_view utf8, size_t columns) {
  std::vector<std::string> lines;
  size_t from = 0;
  while (from <= utf8.size()) {
    const size_t to = std::min(utf8.find('\n', from), utf8.size());
    WrapParagraph(utf8.substr(from, to - from), columns, lines);
    from = to + 1;
  }
  return lines;
}

}  // namespace probity::clients

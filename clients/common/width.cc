#include "clients/common/width.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace probity::clients {
namespace {

size_t Columns(UChar32 c) {
  const int8_t category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
      category == U_FORMAT_CHAR || category == U_CONTROL_CHAR) {
    return 0;
  }
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// The character at `at`, which moves behind it; an invalid byte counts as one column.
UChar32 NextCharacter(std::string_view utf8, int32_t& at) {
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(utf8.data()), at,
          static_cast<int32_t>(utf8.size()), c);
  return c < 0 ? U'?' : c;
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
  std::vector<std::string> lines(1);
  size_t width = 0;
  for (int32_t at = 0; at < static_cast<int32_t>(utf8.size());) {
    const int32_t from = at;
    const UChar32 c = NextCharacter(utf8, at);
    const size_t wide = Columns(c);
    if (c == '\n' || width + wide > columns) {
      lines.emplace_back();
      width = 0;
      if (c == '\n') continue;
    }
    lines.back().append(utf8.substr(from, at - from));
    width += wide;
  }
  return lines;
}

}  // namespace probity::clients

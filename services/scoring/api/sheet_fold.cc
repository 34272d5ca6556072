#include "services/scoring/api/sheet_fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"

namespace probity::scoring {
namespace {

const icu::Normalizer2& Folding() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  // Part of the library's own data: without it no text could be checked, so none may pass.
  if (U_FAILURE(error)) std::abort();
  return *folding;
}

bool IsLeftOut(UChar32 c) {
  const int8_t type = u_charType(c);
  return u_isUWhiteSpace(c) || type == U_CONTROL_CHAR || type == U_FORMAT_CHAR;
}

// Where the characters of the source begin that are folded together: a base with the marks after
// it.
int32_t ClusterEnd(const icu::UnicodeString& text, int32_t begin) {
  int32_t end = text.moveIndex32(begin, 1);
  while (end < text.length() && !Folding().hasBoundaryBefore(text.char32At(end))) {
    end = text.moveIndex32(end, 1);
  }
  return end;
}

}  // namespace

FoldedText Fold(std::string_view text) {
  const icu::UnicodeString source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  FoldedText folded;
  size_t position = 1;
  for (int32_t begin = 0; begin < source.length();) {
    const int32_t end = ClusterEnd(source, begin);
    UErrorCode error = U_ZERO_ERROR;
    const icu::UnicodeString piece =
        Folding().normalize(source.tempSubStringBetween(begin, end), error);
    if (U_FAILURE(error)) std::abort();
    for (int32_t i = 0; i < piece.length(); i = piece.moveIndex32(i, 1)) {
      const UChar32 c = piece.char32At(i);
      if (IsLeftOut(c)) continue;
      icu::UnicodeString(c).toUTF8String(folded.text);
      folded.origin.resize(folded.text.size(), position);
    }
    position += static_cast<size_t>(source.countChar32(begin, end - begin));
    begin = end;
  }
  folded.origin.push_back(position);
  return folded;
}

// A name of a letter or two, like a short id, would be found in any word; one of ideographs is not.
ForbiddenWord NameWord(std::string_view name) {
  const std::string folded = Fold(name).text;
  const bool letters = std::all_of(folded.begin(), folded.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c));
  });
  return {folded, letters && folded.size() < kShortId};
}

ForbiddenWord IdWord(std::string_view id) {
  return {Fold(id).text, id.size() < kShortId};
}

}  // namespace probity::scoring

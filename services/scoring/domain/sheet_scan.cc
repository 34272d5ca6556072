#include "services/scoring/domain/sheet_scan.h"

#include <cctype>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

bool IsWordByte(const std::string& text, size_t at) {
  return absl::ascii_isalnum(static_cast<unsigned char>(text[at]));
}

bool StandsAlone(const std::string& text, size_t first, size_t size) {
  const bool free_before = first == 0 || !IsWordByte(text, first - 1);
  const bool free_after = first + size == text.size() || !IsWordByte(text, first + size);
  return free_before && free_after;
}

std::optional<size_t> Occurrence(const std::string& text, const ForbiddenWord& word) {
  if (word.folded.empty()) return std::nullopt;
  size_t at = text.find(word.folded);
  while (at != std::string::npos) {
    if (!word.whole_word || StandsAlone(text, at, word.folded.size())) return at;
    at = text.find(word.folded, at + 1);
  }
  return std::nullopt;
}

std::optional<size_t> LongDigitRun(const std::string& text) {
  size_t run = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    run = absl::ascii_isdigit(static_cast<unsigned char>(text[i])) ? run + 1 : 0;
    if (run > kMaxDigitRun) return i + 1 - run;
  }
  return std::nullopt;
}

Hit MakeHit(const ScannedText& text, size_t at, size_t size, std::string_view what) {
  const std::vector<size_t>& origin = text.folded.origin;
  return {text.place, origin.at(at), origin.at(at + size - 1), std::string(what)};
}

}  // namespace

std::optional<Hit> FindIdentity(const std::vector<ScannedText>& texts,
                                const std::vector<ForbiddenWord>& words) {
  for (const ScannedText& text : texts) {
    if (const auto at = LongDigitRun(text.folded.text)) {
      return MakeHit(text, *at, kMaxDigitRun + 1, "a run of 7 or more digits");
    }
    for (const ForbiddenWord& word : words) {
      if (const auto at = Occurrence(text.folded.text, word)) {
        return MakeHit(text, *at, word.folded.size(), "an institution's name or id");
      }
    }
  }
  return std::nullopt;
}

absl::Status NotBlind(const Hit& hit) {
  const std::string where = absl::StrCat(hit.place, ", characters ", hit.first, " to ", hit.last);
  return Precondition(
      Reason::k_SHEET_NOT_BLIND,
      absl::StrCat(where, ": ", hit.what,
                   " may not stand on a blinded sheet; refer again with the text "
                   "redacted; 盲审材料含可识别信息，请隐去后重新提交"),
      {{"place", hit.place}, {"first", absl::StrCat(hit.first)}, {"last", absl::StrCat(hit.last)}});
}

}  // namespace probity::scoring

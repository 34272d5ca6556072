#include "services/scoring/api/sheet_fold.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/synchronization/mutex.h"
#include "common/codes/text.h"
#include "common/planted/planted.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

// Words of so many characters are sought in the forms that drop more.
constexpr size_t kTightCharacters = 2;
constexpr size_t kTightLetters = 8;   // of a word of letters alone
constexpr size_t kTightSymbols = 4;   // of one with digits
constexpr size_t kHomophones = 4;     // ideographs whose sound alone is enough
constexpr size_t kShortestSound = 6;  // letters of pinyin

// What is missing here is part of the library's own data: without it no text could be checked, so
// none may pass.
template <typename T>
T* Required(T* data, UErrorCode error) {
  if (U_FAILURE(error) || data == nullptr) std::abort();
  return data;
}

const icu::Normalizer2& Folding() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  return *Required(folding, error);
}

const icu::Normalizer2& Decomposing() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decomposing = icu::Normalizer2::getNFDInstance(error);
  return *Required(decomposing, error);
}

// What one character becomes. Transliterators are slow and serve one thread at a time; a bureau's
// texts use some thousands of characters, so each is asked for once.
class CharacterMap {
 public:
  using Make = icu::UnicodeString (*)(UChar32);
  explicit CharacterMap(Make make) : make_(make) {}

  std::string Of(UChar32 c) {
    const absl::MutexLock lock(&mutex_);
    const auto known = known_.find(c);
    if (known != known_.end()) return known->second;
    std::string made;
    make_(c).toUTF8String(made);
    if (known_.size() < kMost) known_.emplace(c, made);
    return made;
  }

 private:
  static constexpr size_t kMost = 100'000;
  const Make make_;
  absl::Mutex mutex_;
  std::unordered_map<UChar32, std::string> known_ ABSL_GUARDED_BY(mutex_);
};

icu::UnicodeString Transliterated(const char* id, UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> made(
      Required(icu::Transliterator::createInstance(id, UTRANS_FORWARD, error), error));
  icu::UnicodeString text(c);
  made->transliterate(text);
  return text;
}

bool IsHan(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(c, &error) == USCRIPT_HAN;
}

icu::UnicodeString Simplified(UChar32 c) {
  return IsHan(c) ? Transliterated("Traditional-Simplified", c) : icu::UnicodeString(c);
}

icu::UnicodeString Sounded(UChar32 c) {
  if (!IsHan(c)) return icu::UnicodeString(c);
  icu::UnicodeString sound = Transliterated("Han-Latin; Latin-ASCII; Lower", c);
  return sound.findAndReplace(" ", "");
}

// The prototype of everything that looks like it. Capitals are compared: small letters of other
// scripts look less alike (М and M, м and m).
icu::UnicodeString Shaped(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> checker(uspoof_open(&error),
                                                                        &uspoof_close);
  Required(checker.get(), error);
  icu::UnicodeString shape;
  uspoof_getSkeletonUnicodeString(checker.get(), 0, icu::UnicodeString(u_toupper(c)), shape,
                                  &error);
  if (U_FAILURE(error)) std::abort();
  return shape.foldCase();
}

CharacterMap& Simplification() {
  static CharacterMap& map = *new CharacterMap(&Simplified);
  return map;
}
CharacterMap& Sounds() {
  static CharacterMap& map = *new CharacterMap(&Sounded);
  return map;
}
CharacterMap& Shapes() {
  static CharacterMap& map = *new CharacterMap(&Shaped);
  return map;
}

bool IsLeftOut(UChar32 c) {
  const int8_t type = u_charType(c);
  if (PROBITY_PLANTED(kZeroWidthPassed) && type == U_FORMAT_CHAR) return false;
  return u_isUWhiteSpace(c) || type == U_CONTROL_CHAR || type == U_FORMAT_CHAR ||
         type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
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

icu::UnicodeString FoldedCluster(const icu::UnicodeString& cluster) {
  if (PROBITY_PLANTED(kZeroWidthPassed)) return cluster;
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString folded = Folding().normalize(cluster, error);
  const icu::UnicodeString bare = Decomposing().normalize(folded, error);
  if (U_FAILURE(error)) std::abort();
  return bare;
}

// Each character of `from` that `map` does not turn into nothing, with its place.
template <typename Map>
FoldedText Mapped(const FoldedText& from, const Map& map) {
  const icu::UnicodeString source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(from.text.data(), static_cast<int32_t>(from.text.size())));
  FoldedText mapped;
  size_t byte = 0;
  for (int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 c = source.char32At(i);
    mapped.text += map(c);
    mapped.origin.resize(mapped.text.size(), from.origin.at(byte));
    byte += static_cast<size_t>(U8_LENGTH(c));
  }
  mapped.origin.push_back(from.origin.back());
  return mapped;
}

std::string Utf8(UChar32 c) {
  std::string text;
  icu::UnicodeString(c).toUTF8String(text);
  return text;
}

bool IsLetterOrDigit(UChar32 c) {
  if (PROBITY_PLANTED(kZeroWidthPassed) && u_charType(c) == U_FORMAT_CHAR) return true;
  return u_isalnum(c) || IsHan(c) || c == 0x3007;  // 〇
}

bool EndsSentence(UChar32 c) {
  constexpr std::u32string_view kEnds = U"。！？；!?;";
  return kEnds.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
}

// The digit a numeral of any script stands for, also as on cheques (壹) and on the telephone (幺).
std::optional<char> NumeralOf(UChar32 c) {
  const int32_t digit = u_charDigitValue(c);
  if (digit >= 0 && digit <= 9) return static_cast<char>('0' + digit);
  constexpr std::u32string_view kNumerals[] = {U"〇零", U"一壹幺弌", U"二贰两弍", U"三叁弎",
                                               U"四肆", U"五伍",     U"六陆",     U"七柒",
                                               U"八捌", U"九玖"};
  for (size_t i = 0; i < std::size(kNumerals); ++i) {
    if (kNumerals[i].find(static_cast<char32_t>(c)) != std::u32string_view::npos) {
      return static_cast<char>('0' + static_cast<int>(i));
    }
  }
  return std::nullopt;
}

std::string AsDigit(UChar32 c) {
  if (const auto digit = NumeralOf(c)) return std::string(1, *digit);
  return IsLetterOrDigit(c) || EndsSentence(c) ? Utf8(c) : std::string();
}

size_t Characters(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool IsAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}
bool IsAlpha(char c) {
  return absl::ascii_isalpha(static_cast<unsigned char>(c));
}

// Names of a few letters or digits would be found in any text whose blanks and hyphens are gone.
bool IsSoughtTight(const std::string& tight, size_t characters) {
  if (!std::all_of(tight.begin(), tight.end(), IsAlnum)) return characters >= kTightCharacters;
  const bool letters = std::all_of(tight.begin(), tight.end(), IsAlpha);
  return characters >= (letters ? kTightLetters : kTightSymbols);
}

size_t Ideographs(std::string_view text) {
  const auto points = codes::CodePoints(text);
  if (!points.has_value()) return 0;
  return static_cast<size_t>(std::count_if(
      points->begin(), points->end(), [](char32_t c) { return IsHan(static_cast<UChar32>(c)); }));
}

ForbiddenWord WordOf(std::string_view text, MatchKind kind) {
  const TextForms forms = FormsOf(text);
  ForbiddenWord word;
  word.kind = kind;
  word.folded = forms.plain.text;
  word.characters = Characters(forms.tight.text);
  if (!IsSoughtTight(forms.tight.text, word.characters)) return word;
  word.tight = forms.tight.text;
  word.shape = forms.shape.text;
  const size_t ideographs = Ideographs(word.tight);
  word.homophones = ideographs >= kHomophones;
  const bool spoken = ideographs >= 2 && forms.sound.text.size() >= kShortestSound;
  if (spoken) word.sound = forms.sound.text;
  return word;
}

}  // namespace

FoldedText Fold(std::string_view text) {
  const icu::UnicodeString source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  FoldedText folded;
  size_t position = 1;
  for (int32_t begin = 0; begin < source.length();) {
    const int32_t end = ClusterEnd(source, begin);
    const icu::UnicodeString piece = FoldedCluster(source.tempSubStringBetween(begin, end));
    for (int32_t i = 0; i < piece.length(); i = piece.moveIndex32(i, 1)) {
      const UChar32 c = piece.char32At(i);
      if (IsLeftOut(c)) continue;
      folded.text += Simplification().Of(c);
      folded.origin.resize(folded.text.size(), position);
    }
    position += static_cast<size_t>(source.countChar32(begin, end - begin));
    begin = end;
  }
  folded.origin.push_back(position);
  return folded;
}

TextForms FormsOf(std::string_view text) {
  TextForms forms;
  forms.plain = Fold(text);
  forms.tight =
      Mapped(forms.plain, [](UChar32 c) { return IsLetterOrDigit(c) ? Utf8(c) : std::string(); });
  forms.shape = Mapped(forms.tight, [](UChar32 c) { return Shapes().Of(c); });
  forms.sound = Mapped(forms.tight, [](UChar32 c) { return Sounds().Of(c); });
  forms.digits = Mapped(forms.plain, &AsDigit);
  return forms;
}

ScannedText ScanOf(std::string place, std::string_view text) {
  return {std::move(place), FormsOf(text),
          codes::CodePoints(text).value_or(std::vector<char32_t>())};
}

// A name of a letter or two, like a short id, would be found in any word; one of ideographs is not.
ForbiddenWord NameWord(std::string_view name, MatchKind kind) {
  ForbiddenWord word = WordOf(name, kind);
  const bool letters = std::all_of(word.folded.begin(), word.folded.end(), IsAlnum);
  word.whole_word = letters && word.folded.size() < kShortId;
  return word;
}

ForbiddenWord IdWord(std::string_view id, MatchKind kind) {
  ForbiddenWord word = WordOf(id, kind);
  word.whole_word = id.size() < kShortId;
  return word;
}

}  // namespace probity::scoring

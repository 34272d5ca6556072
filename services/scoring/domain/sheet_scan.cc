#include "services/scoring/domain/sheet_scan.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/codes/text.h"
#include "common/status/status.h"
#include "services/scoring/domain/sheets/numbers_and_signatures.h"

namespace probity::scoring {
namespace {

constexpr size_t kGram = 3;
constexpr size_t kGrams = size_t{1} << 16;
// Words so short count across commas and blanks, but not across the end of a sentence.
constexpr size_t kLooseWord = 4;

size_t GramAt(const std::string& text, size_t at) {
  size_t hash = 0;
  for (size_t i = 0; i < kGram; ++i) {
    hash = hash * 131 + static_cast<unsigned char>(text[at + i]);
  }
  return hash % kGrams;
}

std::vector<bool> GramsOf(const std::string& text) {
  std::vector<bool> grams(kGrams);
  for (size_t i = 0; i + kGram <= text.size(); ++i) grams[GramAt(text, i)] = true;
  return grams;
}

bool IsWordByte(const std::string& text, size_t at) {
  return absl::ascii_isalnum(static_cast<unsigned char>(text[at]));
}

bool StandsAlone(const std::string& text, size_t first, size_t size) {
  const bool free_before = first == 0 || !IsWordByte(text, first - 1);
  const bool free_after = first + size == text.size() || !IsWordByte(text, first + size);
  return free_before && free_after;
}

bool EndsSentence(char32_t c) {
  constexpr std::u32string_view kEnds = U"。！？；!?;\n\r";
  return kEnds.find(c) != std::u32string_view::npos;
}

bool IsLetter(char32_t c) {
  const char32_t folded = codes::FoldWidth(c);
  const bool ascii = folded < 0x80 && absl::ascii_isalpha(static_cast<unsigned char>(folded));
  return ascii || (folded >= 0xC0 && folded < 0x250);
}

bool IsNoPlainLetter(char32_t c) {
  return c >= 0x80 || absl::ascii_isdigit(static_cast<unsigned char>(c));
}

// Of the original characters of form[at, at + size).
template <typename Predicate>
bool AnyOriginal(const ScannedText& text, const FoldedText& form, size_t at, size_t size,
                 Predicate is) {
  const size_t first = form.origin.at(at);
  const size_t last = std::min(form.origin.at(at + size - 1), text.original.size());
  for (size_t i = first; i <= last; ++i) {
    if (is(text.original[i - 1])) return true;
  }
  return false;
}

}  // namespace

std::string_view MatchKindName(MatchKind kind) {
  switch (kind) {
    case MatchKind::kInstitutionName:
      return "INSTITUTION_NAME";
    case MatchKind::kInstitutionShortName:
      return "INSTITUTION_SHORT_NAME";
    case MatchKind::kInstitutionId:
      return "INSTITUTION_ID";
    case MatchKind::kPlace:
      return "PLACE";
    case MatchKind::kPerson:
      return "PERSON";
    case MatchKind::kCaseNumber:
      return "CASE_NUMBER";
    case MatchKind::kDigitRun:
      return "DIGIT_RUN";
    case MatchKind::kContact:
      return "CONTACT";
    case MatchKind::kSignature:
      return "SIGNATURE";
  }
  return "UNKNOWN";
}

std::vector<size_t> SheetScan::Form::Occurrences(const std::string& word) const {
  std::vector<size_t> found;
  if (word.empty()) return found;
  if (word.size() >= kGram && !grams[GramAt(word, 0)]) return found;
  const std::string& text = folded->text;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    found.push_back(at);
  }
  return found;
}

SheetScan::SheetScan(std::vector<ScannedText> texts) : scanned_(std::move(texts)) {
  const auto form = [](const FoldedText& folded) { return Form{&folded, GramsOf(folded.text)}; };
  for (const ScannedText& text : scanned_) {
    const TextForms& forms = text.forms;
    texts_.push_back(
        {&text, form(forms.plain), form(forms.tight), form(forms.shape), form(forms.sound)});
    SeekUnregistered(text);
  }
}

void SheetScan::SeekUnregistered(const ScannedText& text) {
  for (const FoundPiece& piece : LongNumbers(text.forms.digits.text)) {
    Add(text, text.forms.digits, piece.at, piece.size, MatchKind::kDigitRun);
  }
  for (const FoundPiece& piece : Contacts(text.forms.plain.text)) {
    Add(text, text.forms.plain, piece.at, piece.size, MatchKind::kContact);
  }
  for (const FoundPiece& piece : Signatures(text.forms.plain.text)) {
    Add(text, text.forms.plain, piece.at, piece.size, MatchKind::kSignature);
  }
}

void SheetScan::Add(const ScannedText& text, const FoldedText& form, size_t at, size_t size,
                    MatchKind kind) {
  hits_.push_back({text.place, form.origin.at(at), form.origin.at(at + size - 1), kind});
}

void SheetScan::Seek(const std::vector<ForbiddenWord>& words) {
  for (const ForbiddenWord& word : words) {
    for (const Text& text : texts_) SeekIn(text, word);
  }
}

void SheetScan::SeekIn(const Text& text, const ForbiddenWord& word) {
  const ScannedText& scanned = *text.scanned;
  for (const size_t at : text.plain.Occurrences(word.folded)) {
    if (word.whole_word && !StandsAlone(text.plain.folded->text, at, word.folded.size())) continue;
    Add(scanned, *text.plain.folded, at, word.folded.size(), word.kind);
  }
  const auto seek = [&](const Form& form, const std::string& sought, bool (*needs)(char32_t)) {
    for (const size_t at : form.Occurrences(sought)) {
      const auto any = [&](bool (*is)(char32_t)) {
        return AnyOriginal(scanned, *form.folded, at, sought.size(), is);
      };
      if (word.characters < kLooseWord && any(&EndsSentence)) continue;
      if (needs == nullptr || any(needs)) {
        Add(scanned, *form.folded, at, sought.size(), word.kind);
      }
    }
  };
  // P011 looks like poll, which is a word of its own.
  const bool digits = std::any_of(word.tight.begin(), word.tight.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  seek(text.tight, word.tight, nullptr);
  seek(text.shape, word.shape, digits ? &IsNoPlainLetter : nullptr);
  seek(text.sound, word.sound, word.homophones ? nullptr : &IsLetter);
}

std::vector<Hit> SheetScan::Hits() const {
  std::vector<Hit> ordered;
  for (const ScannedText& text : scanned_) {
    std::vector<Hit> here;
    for (const Hit& hit : hits_) {
      if (hit.place == text.place) here.push_back(hit);
    }
    // The longest of those that begin at one place stands for what lies within it.
    std::sort(here.begin(), here.end(), [](const Hit& a, const Hit& b) {
      return std::tuple(a.first, b.last, a.kind) < std::tuple(b.first, a.last, b.kind);
    });
    size_t covered = 0;
    for (Hit& hit : here) {
      if (hit.last <= covered) continue;
      covered = hit.last;
      ordered.push_back(std::move(hit));
    }
  }
  if (ordered.size() > kMaxHits) ordered.resize(kMaxHits);
  return ordered;
}

absl::Status NotBlind(const std::vector<Hit>& hits) {
  const Hit& first = hits.front();
  RefusalDetail detail;
  detail.reason = std::string(ReasonName(Reason::k_SHEET_NOT_BLIND));
  detail.metadata = {{"place", first.place},
                     {"first", absl::StrCat(first.first)},
                     {"last", absl::StrCat(first.last)},
                     {"kind", std::string(MatchKindName(first.kind))},
                     {"hits", absl::StrCat(hits.size())}};
  for (const Hit& hit : hits) {
    detail.violations.push_back({hit.place, absl::StrCat("characters ", hit.first, " to ", hit.last,
                                                         ": ", ToAbsl(MatchKindName(hit.kind)))});
  }
  return WithDetail(absl::StatusCode::kFailedPrecondition,
                    absl::StrCat(first.place, ", characters ", first.first, " to ", first.last,
                                 ": ", ToAbsl(MatchKindName(first.kind)),
                                 " may not stand on a blinded sheet; refer again with the text "
                                 "redacted; 盲审材料含可识别信息，请隐去后重新提交"),
                    detail);
}

}  // namespace probity::scoring

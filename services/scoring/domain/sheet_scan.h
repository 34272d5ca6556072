// Whether a free text names somebody: an institution, a place, a person, a number by which one is
// found. Texts and names are compared in several forms, which the caller makes (api/sheet_fold.h);
// a text is refused on any doubt.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_SHEET_SCAN_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_SHEET_SCAN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace probity::scoring {

// A text as it is compared. `origin[i]` is the position in the original, in characters from 1, of
// what became byte i; one more entry stands for the end.
struct FoldedText {
  std::string text;
  std::vector<size_t> origin;
};

// The forms of one text, each hiding another disguise.
struct TextForms {
  FoldedText plain;   // NFKC, case, width, simplified script; without blanks, invisible characters
                      // and the marks above letters
  FoldedText tight;   // plain, without punctuation and symbols
  FoldedText shape;   // tight, each character by what it looks like
  FoldedText sound;   // tight, each ideograph by its pinyin without tone
  FoldedText digits;  // tight but for the ends of sentences, numerals of any script as 0 to 9
};

// One text of a sheet: `place` is what the officer is shown, "defence" or "findings[2].facts".
struct ScannedText {
  std::string place;
  TextForms forms;
  std::vector<char32_t> original;  // its characters
};

// What was found. The names are stable: the officer's screen and the refusal carry them.
enum class MatchKind {
  kInstitutionName = 1,
  kInstitutionShortName = 2,  // what is left of a name without place and legal form, or an alias
  kInstitutionId = 3,
  kPlace = 4,       // a district or address of the register
  kPerson = 5,      // of the register, or of the case
  kCaseNumber = 6,  // the number or id of a case
  kDigitRun = 7,    // a telephone, licence or identity number, an exact sum
  kContact = 8,     // an address of mail or the web, a long number with letters
  kSignature = 9,   // a name that follows a word like 签名
};
// "INSTITUTION_NAME".
std::string_view MatchKindName(MatchKind kind);

// What must not occur, in the same forms as texts.
struct ForbiddenWord {
  MatchKind kind = MatchKind::kInstitutionName;
  std::string folded;       // plain
  std::string tight;        // empty: not sought in tight and shape
  std::string shape;        // empty: not sought there
  std::string sound;        // pinyin; empty: not sought by sound
  bool homophones = false;  // any writing of the same sound counts, else only one with letters
  bool whole_word = false;  // a short id, which would otherwise be found in any other word
  size_t characters = 0;    // of `tight`
};

// Ids of fewer symbols count only where no letter or digit touches them.
inline constexpr size_t kShortId = 4;

// Review takes no longer run of digits: it could be an exact sum, a licence or a telephone number.
inline constexpr size_t kMaxDigitRun = 6;

// A refusal names no more places than this; the rest is found once these are redacted.
inline constexpr size_t kMaxHits = 20;

struct Hit {
  std::string place;
  size_t first = 0;  // characters of the original, from 1, both included
  size_t last = 0;
  MatchKind kind = MatchKind::kInstitutionName;
  bool operator==(const Hit&) const = default;
};

// Collects hits over the words of a register that comes in batches.
class SheetScan {
 public:
  // Looks for what needs no register: numbers, contacts, signatures.
  explicit SheetScan(std::vector<ScannedText> texts);
  SheetScan(const SheetScan&) = delete;
  SheetScan& operator=(const SheetScan&) = delete;

  void Seek(const std::vector<ForbiddenWord>& words);

  // By text, then by position; none within another; at most kMaxHits. Empty if the texts are blind.
  std::vector<Hit> Hits() const;

 private:
  // One text in one form, with the triples of bytes that occur in it: most words are ruled out by
  // their beginning.
  struct Form {
    const FoldedText* folded;
    std::vector<bool> grams;
    std::vector<size_t> Occurrences(const std::string& word) const;
  };
  struct Text {
    const ScannedText* scanned;
    Form plain, tight, shape, sound;
  };
  void SeekIn(const Text& text, const ForbiddenWord& word);
  void SeekUnregistered(const ScannedText& text);
  void Add(const ScannedText& text, const FoldedText& form, size_t at, size_t size, MatchKind kind);

  const std::vector<ScannedText> scanned_;
  std::vector<Text> texts_;
  std::vector<Hit> hits_;
};

// SHEET_NOT_BLIND naming every place, its kind and the remedy, never what was found there.
absl::Status NotBlind(const std::vector<Hit>& hits);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SHEET_SCAN_H_

// Whether a free text names an institution. Texts and names are compared after folding (NFKC, width
// and case, blanks and invisible characters taken out), which the caller does; a text is refused on
// any doubt.
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

// One text of a sheet: `place` is what the officer is shown, "defence" or "findings[2].facts".
struct ScannedText {
  std::string place;
  FoldedText folded;
};

// What must not occur: a registered institution's name or id, folded.
struct ForbiddenWord {
  std::string folded;
  bool whole_word = false;  // a short id, which would otherwise be found in any other word
};

// Ids of fewer symbols count only where no letter or digit touches them.
inline constexpr size_t kShortId = 4;

// Review takes no longer run of digits: it could be an exact sum, a licence or a telephone number.
inline constexpr size_t kMaxDigitRun = 6;

struct Hit {
  std::string place;
  size_t first = 0;  // characters of the original, from 1, both included
  size_t last = 0;
  std::string what;  // "an institution's name or id", "a run of 7 or more digits"
  bool operator==(const Hit&) const = default;
};

// The first hit, by text and then by word; nothing if the texts are blind.
std::optional<Hit> FindIdentity(const std::vector<ScannedText>& texts,
                                const std::vector<ForbiddenWord>& words);

// SHEET_NOT_BLIND naming place and characters, never what was found there.
absl::Status NotBlind(const Hit& hit);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SHEET_SCAN_H_

// The forms in which texts and names are compared (domain/sheet_scan.h).
#ifndef PROBITY_SERVICES_SCORING_API_SHEET_FOLD_H_
#define PROBITY_SERVICES_SCORING_API_SHEET_FOLD_H_

#include <string>
#include <string_view>

#include "services/scoring/domain/sheet_scan.h"

namespace probity::scoring {

// The form `plain`: Unicode's NFKC_Casefold, then without blanks, controls and marks above letters,
// and with traditional characters simplified one by one. `text` is UTF-8, as every protobuf string
// is.
FoldedText Fold(std::string_view text);

TextForms FormsOf(std::string_view text);
ScannedText ScanOf(std::string place, std::string_view text);

// A name, place or person as a word to look for.
ForbiddenWord NameWord(std::string_view name, MatchKind kind = MatchKind::kInstitutionName);
// An id: one of fewer than kShortId symbols counts as a whole word only.
ForbiddenWord IdWord(std::string_view id, MatchKind kind = MatchKind::kInstitutionId);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEET_FOLD_H_

// The form in which texts and names are compared: NFKC with case and width folded and invisible
// characters taken out (Unicode's NFKC_Casefold), then without blanks and controls.
#ifndef PROBITY_SERVICES_SCORING_API_SHEET_FOLD_H_
#define PROBITY_SERVICES_SCORING_API_SHEET_FOLD_H_

#include <string>
#include <string_view>

#include "services/scoring/domain/sheet_scan.h"

namespace probity::scoring {

// `text` is UTF-8, as every protobuf string is.
FoldedText Fold(std::string_view text);

// A registered name, or an id, as a word to look for.
ForbiddenWord NameWord(std::string_view name);
ForbiddenWord IdWord(std::string_view id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEET_FOLD_H_

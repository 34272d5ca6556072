// Masking of persons in what is published: names to their first character, and no number that
// belongs to a person.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PUBLICITY_MASK_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PUBLICITY_MASK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace probity::scoring::publicity {

// `text` with each occurrence of each name masked (MaskName); a longer name before one that is part
// of it.
std::string MaskNames(std::string_view text, std::vector<std::string> names);

// PUBLICATION_NOT_MASKED if a number of 11 digits that begins with 1 (a mobile telephone) or of 15
// or 18 places (an identity card) remains, in any width and with blanks or dashes inside.
absl::Status CheckMasked(std::string_view text);

}  // namespace probity::scoring::publicity

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PUBLICITY_MASK_H_

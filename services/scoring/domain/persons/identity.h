// What may stand as the identity of a person, and what of it is shown.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_IDENTITY_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_IDENTITY_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace probity::scoring {

// 1..32 of A-Z 0-9 - _, and no identity card number.
bool IsPersonId(std::string_view text);

// True if the text holds a citizen's identity number (公民身份号码, GB 11643): 17 digits and a
// check symbol that fits, or the older 15 digits standing alone, each with a birth date that
// exists. Blanks and dashes between the digits do not hide it.
bool HoldsIdNumber(std::string_view text);

// RAW_ID_NUMBER naming the field, never what stands in it.
absl::Status CheckNoIdNumber(std::string_view text, std::string_view field);

// The first character and a mark for each further one, at most two: 示＊＊.
std::string MaskName(std::string_view name);

// A pseudonym of an insured person: the 64 lower-case hex digits of a hash the caller made with its
// own key from the card number, or the bureau's number, 1..32 of A-Z 0-9 - _ that is no identity
// number.
bool IsInsuredId(std::string_view text);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_IDENTITY_H_

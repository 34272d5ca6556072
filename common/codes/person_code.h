// By what two services know a person of the same name without telling each other the name.
#ifndef PROBITY_COMMON_CODES_PERSON_CODE_H_
#define PROBITY_COMMON_CODES_PERSON_CODE_H_

#include <string>
#include <string_view>

namespace probity::codes {

// HMAC-SHA-256(key, "probity/person/v1" ‖ name in NFKC without spaces), its first 16 bytes as 32
// lower-case hex digits. `name` is UTF-8. Persons of one name have one code: a member is struck for
// a namesake rather than let in.
std::string PersonCode(std::string_view key, std::string_view name);

}  // namespace probity::codes

#endif  // PROBITY_COMMON_CODES_PERSON_CODE_H_

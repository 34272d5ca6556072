// A JSON Web Token in its compact form (RFC 7519, RFC 7515), taken apart and not yet believed.
#ifndef PROBITY_COMMON_RPC_JWT_H_
#define PROBITY_COMMON_RPC_JWT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/json/json.h"

namespace probity::rpc {

// The bytes of base64url without padding (RFC 4648 §5). Nothing for any other symbol, for '=', for
// a length no bytes have, and for a last symbol whose spare bits are not zero: one text per bytes.
std::optional<std::string> FromBase64Url(std::string_view text);
std::string ToBase64Url(std::string_view bytes);

struct Jwt {
  std::string algorithm;    // header `alg`
  std::string key_id;       // header `kid`
  std::string signed_text;  // header and claims as they were sent, with the dot between them
  std::string signature;    // bytes
  std::string claims;       // JSON, to be read once the signature is known to be good
};

// INVALID_ARGUMENT with the cause, a constant that quotes nothing: "too long", "form", "encoding",
// "header", "algorithm" (anything but RS256 and ES256, "none" above all), "type", "extension"
// (`crit`, RFC 7515 §4.1.11), "key id" (none).
absl::StatusOr<Jwt> ParseJwt(std::string_view token);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_JWT_H_

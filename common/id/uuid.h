// UUIDs (RFC 9562): the form of `request_id`, which a client makes by any tool at hand.
#ifndef PROBITY_COMMON_ID_UUID_H_
#define PROBITY_COMMON_ID_UUID_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"

namespace probity {

// The 16 bytes of 8-4-4-4-12 hex digits of either case; INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> ParseUuid(std::string_view text);

bool IsUuid(std::string_view text);

// Lower-case text of 16 bytes; INVALID_ARGUMENT for another number of bytes.
absl::StatusOr<std::string> FormatUuid(std::string_view bytes);

// Version 4: 122 random bits.
std::string RandomUuid(const crypto::Entropy& entropy);

// Version 5: always the same text for the same namespace (a UUID's text) and name, so that an
// import run twice repeats its request ids. INVALID_ARGUMENT if `space` is no UUID.
absl::StatusOr<std::string> NamedUuid(std::string_view space, std::string_view name);

}  // namespace probity

#endif  // PROBITY_COMMON_ID_UUID_H_

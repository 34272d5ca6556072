#include "services/review/api/environment.h"

#include "common/status/status.h"

namespace probity::review {

std::int64_t NowSeconds(const ReviewEnv& env) {
  return absl::ToUnixSeconds(env.clock.Now());
}

absl::StatusOr<Bytes> ParseRoundId(std::string_view text, std::string_view field) {
  const absl::StatusOr<std::string> bytes = crypto::FromHex(text);
  if (!bytes.ok() || bytes->size() != kIdBytes) {
    return BadRequest({{std::string(field), "must be the 32 hex digits of a round"}});
  }
  return *bytes;
}

std::string RoundIdText(std::string_view round_id) {
  return crypto::Hex(round_id);
}

}  // namespace probity::review

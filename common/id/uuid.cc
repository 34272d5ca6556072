#include "common/id/uuid.h"

#include "absl/status/status.h"
#include "common/status/status.h"

namespace probity {
namespace {

constexpr size_t kUuidSize = 16;
constexpr size_t kUuidTextSize = 36;

constexpr bool IsDash(size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

std::string Stamped(std::string bytes, int version) {
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  return bytes;
}

std::string Dashed(std::string_view bytes) {
  std::string text = crypto::Hex(bytes);
  for (size_t position = 0; position < kUuidTextSize; ++position) {
    if (IsDash(position)) text.insert(position, 1, '-');
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> ParseUuid(std::string_view text) {
  const absl::Status wrong =
      absl::InvalidArgumentError("a UUID is 32 hex digits in groups of 8-4-4-4-12");
  if (text.size() != kUuidTextSize) return wrong;
  std::string digits;
  for (size_t position = 0; position < text.size(); ++position) {
    if (IsDash(position) != (text[position] == '-')) return wrong;
    if (!IsDash(position)) digits.push_back(text[position]);
  }
  absl::StatusOr<std::string> bytes = crypto::FromHex(digits);
  if (!bytes.ok()) return wrong;
  return bytes;
}

bool IsUuid(std::string_view text) {
  return ParseUuid(text).ok();
}

absl::StatusOr<std::string> FormatUuid(std::string_view bytes) {
  if (bytes.size() != kUuidSize) return absl::InvalidArgumentError("a UUID has 16 bytes");
  return Dashed(bytes);
}

std::string RandomUuid(const crypto::Entropy& entropy) {
  return Dashed(Stamped(entropy(kUuidSize), 4));
}

absl::StatusOr<std::string> NamedUuid(std::string_view space, std::string_view name) {
  PROBITY_ASSIGN_OR_RETURN(std::string message, ParseUuid(space));
  message += name;
  return Dashed(Stamped(crypto::Sha1(message).substr(0, kUuidSize), 5));
}

}  // namespace probity

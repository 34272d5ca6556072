#include "common/id/id.h"

#include <algorithm>

#include "absl/status/status.h"
#include "common/status/status.h"

namespace probity {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kBitsOfSymbol = 5;
constexpr int kMillisecondBytes = 6;
constexpr int64_t kLatestMillisecond = (int64_t{1} << 48) - 1;

// Always 16 bytes: the callers asked for them.
Id FromOwnBytes(std::string_view bytes) {
  return Id::FromBytes(bytes).value();
}

}  // namespace

absl::StatusOr<Id> Id::FromBytes(std::string_view bytes) {
  if (bytes.size() != kSize) return absl::InvalidArgumentError("an id has 16 bytes");
  Id id;
  std::transform(bytes.begin(), bytes.end(), id.bytes_.begin(),
                 [](char c) { return static_cast<uint8_t>(c); });
  return id;
}

absl::StatusOr<Id> Id::Parse(std::string_view text) {
  if (text.size() != kTextSize) return absl::InvalidArgumentError("an id has 26 symbols");
  // 26 symbols hold 130 bits; the two too many are the first symbol's and must be zero.
  if (text[0] > '7') return absl::InvalidArgumentError("an id starts with 0 to 7");
  Id id;
  uint32_t pending = 0;
  int bits = -2;
  size_t next = 0;
  for (const char symbol : text) {
    const size_t value = kAlphabet.find(symbol);
    if (value == std::string_view::npos) {
      return absl::InvalidArgumentError("an id is of 0-9 and upper-case letters but I, L, O, U");
    }
    pending = (pending << kBitsOfSymbol) | static_cast<uint32_t>(value);
    bits += kBitsOfSymbol;
    if (bits >= 8) {
      bits -= 8;
      id.bytes_[next++] = static_cast<uint8_t>(pending >> bits);
    }
  }
  return id;
}

std::string Id::Text() const {
  std::string text;
  text.reserve(kTextSize);
  uint32_t pending = 0;
  int bits = 2;
  for (const uint8_t byte : bytes_) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= kBitsOfSymbol) {
      bits -= kBitsOfSymbol;
      text.push_back(kAlphabet[(pending >> bits) & 31]);
    }
  }
  return text;
}

Id TimeOrderedId(absl::Time now, const crypto::Entropy& entropy) {
  const int64_t millisecond = std::clamp<int64_t>(absl::ToUnixMillis(now), 0, kLatestMillisecond);
  std::string bytes;
  crypto::AppendU64(bytes, static_cast<uint64_t>(millisecond));
  bytes.erase(0, bytes.size() - kMillisecondBytes);
  return FromOwnBytes(bytes + entropy(Id::kSize - kMillisecondBytes));
}

Id RandomId(const crypto::Entropy& entropy) {
  return FromOwnBytes(entropy(Id::kSize));
}

}  // namespace probity

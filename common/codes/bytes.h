// Builds the byte strings that are hashed, stored or logged: integers big-endian, labels ASCII,
// everything concatenated in the order written.
#ifndef PROBITY_COMMON_CODES_BYTES_H_
#define PROBITY_COMMON_CODES_BYTES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/crypto.h"

namespace probity::codes {

class ByteString {
 public:
  ByteString& U8(std::uint8_t value) {
    crypto::AppendU8(bytes_, value);
    return *this;
  }
  ByteString& U16(std::uint16_t value) {
    crypto::AppendU16(bytes_, value);
    return *this;
  }
  ByteString& U32(std::uint32_t value) {
    crypto::AppendU32(bytes_, value);
    return *this;
  }
  ByteString& U64(std::uint64_t value) {
    crypto::AppendU64(bytes_, value);
    return *this;
  }
  ByteString& Raw(std::string_view bytes) {
    bytes_.append(bytes);
    return *this;
  }
  // Their number as u32, then all in ascending order: a set has one form only.
  ByteString& Sorted(std::vector<std::string> items) {
    std::sort(items.begin(), items.end());
    U32(static_cast<std::uint32_t>(items.size()));
    for (const std::string& item : items) Raw(item);
    return *this;
  }
  // Zeros up to `size` bytes.
  ByteString& PadTo(std::size_t size) {
    bytes_.resize(size, '\0');
    return *this;
  }

  std::size_t size() const { return bytes_.size(); }
  const std::string& str() const { return bytes_; }
  std::string Sha256() const { return crypto::Sha256(bytes_); }
  std::string Hmac(std::string_view key) const { return crypto::HmacSha256(key, bytes_); }

 private:
  std::string bytes_;
};

}  // namespace probity::codes

#endif  // PROBITY_COMMON_CODES_BYTES_H_

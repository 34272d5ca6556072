// The identity of everything that is stored: 128 bits, made by the caller of SQL, 16 bytes in
// tables and 26 symbols of text (Crockford's base32, upper case) in the API.
#ifndef PROBITY_COMMON_ID_ID_H_
#define PROBITY_COMMON_ID_ID_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/crypto/crypto.h"

namespace probity {

// A value; the default is all zero and means "none". Order is that of the bytes, which is also the
// order of the texts and, for time-ordered ids, of their milliseconds.
class Id {
 public:
  static constexpr size_t kSize = 16;
  static constexpr size_t kTextSize = 26;

  Id() = default;

  // INVALID_ARGUMENT unless `bytes` are 16.
  static absl::StatusOr<Id> FromBytes(std::string_view bytes);

  // Strict: exactly 26 upper-case symbols of 0-9 A-Z without I L O U, the first at most 7; every id
  // has one text only. INVALID_ARGUMENT otherwise.
  static absl::StatusOr<Id> Parse(std::string_view text);

  std::string Bytes() const { return std::string(bytes_.begin(), bytes_.end()); }
  std::string Text() const;
  bool IsNone() const { return *this == Id(); }

  auto operator<=>(const Id&) const = default;

  template <typename H>
  friend H AbslHashValue(H hash, const Id& id) {
    return H::combine(std::move(hash), id.bytes_);
  }

 private:
  std::array<uint8_t, kSize> bytes_{};
};

// 48 bits of milliseconds since 1970, then 80 random bits: rows made together lie together. Ids of
// one millisecond have no order among each other.
Id TimeOrderedId(absl::Time now, const crypto::Entropy& entropy);

// 128 random bits, for tables whose stored order must say nothing.
Id RandomId(const crypto::Entropy& entropy);

}  // namespace probity

#endif  // PROBITY_COMMON_ID_ID_H_

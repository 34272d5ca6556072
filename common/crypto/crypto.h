// Hashes, sealing and randomness. Strings are bytes. All functions but the entropy sources are
// pure. A failure inside the cryptographic library (no memory, no randomness) ends the process:
// going on with a weak secret would be worse than stopping.
#ifndef PROBITY_COMMON_CRYPTO_CRYPTO_H_
#define PROBITY_COMMON_CRYPTO_CRYPTO_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace probity::crypto {

inline constexpr size_t kHashSize = 32;
inline constexpr size_t kKeySize = 32;    // AES-256
inline constexpr size_t kNonceSize = 12;  // GCM, FIPS SP 800-38D
inline constexpr size_t kTagSize = 16;

// SHA-256 of `bytes`, 32 bytes.
std::string Sha256(std::string_view bytes);

// SHA-256 of what does not fit in memory or comes in pieces. Finish ends the hash; the hasher is
// spent afterwards.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(Sha256Hasher&&) noexcept;
  Sha256Hasher& operator=(Sha256Hasher&&) noexcept;
  void Update(std::string_view bytes);
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// HMAC-SHA-256, 32 bytes; a key of any length, the empty one too.
std::string HmacSha256(std::string_view key, std::string_view message);

// SHA-1, 20 bytes. Only for formats that prescribe it (UUID version 5), never for security.
std::string Sha1(std::string_view bytes);

// Lower-case hex.
std::string Hex(std::string_view bytes);

// The bytes of an even number of hex digits of either case; INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> FromHex(std::string_view hex);

// AES-256-GCM: ciphertext followed by its 16-byte tag. A nonce must never be used twice with one
// key. INVALID_ARGUMENT for a key or nonce of another size.
absl::StatusOr<std::string> Seal(std::string_view key, std::string_view nonce,
                                 std::string_view plaintext, std::string_view aad);

// What Seal was given; INVALID_ARGUMENT if anything of it (key, nonce, text, aad) is not the same.
absl::StatusOr<std::string> Open(std::string_view key, std::string_view nonce,
                                 std::string_view sealed, std::string_view aad);

// A source of randomness: that many bytes. Safe to call from several threads.
using Entropy = std::function<std::string(size_t)>;

// The operating system's cryptographic source.
Entropy SystemEntropy();

// Compares in a time that depends on the lengths alone.
bool EqualConstantTime(std::string_view a, std::string_view b);

// Overwrites the content of a secret and empties it.
void Cleanse(std::string& secret);

// Append an unsigned integer, big-endian: the form of numbers in everything that is hashed.
void AppendU8(std::string& out, uint8_t value);
void AppendU16(std::string& out, uint16_t value);
void AppendU32(std::string& out, uint32_t value);
void AppendU64(std::string& out, uint64_t value);

}  // namespace probity::crypto

#endif  // PROBITY_COMMON_CRYPTO_CRYPTO_H_

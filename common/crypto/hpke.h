// Sealing to a public key whose private half is elsewhere: HPKE (RFC 9180), base mode, one message
// per encapsulation, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, on OpenSSL's primitives.
#ifndef PROBITY_COMMON_CRYPTO_HPKE_H_
#define PROBITY_COMMON_CRYPTO_HPKE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"

namespace probity::crypto {

inline constexpr size_t kSealedToOverhead = 32 + kTagSize;  // encapsulated key and tag

// The X25519 public key of 32 private bytes; INVALID_ARGUMENT for another size.
absl::StatusOr<std::string> PublicKeyOf(std::string_view private_key);

// Encapsulated key (32 bytes) ‖ ciphertext. `info` names what is sealed and must be given again to
// open it. INVALID_ARGUMENT for a public key that is none.
absl::StatusOr<std::string> SealTo(std::string_view public_key, std::string_view info,
                                   std::string_view plaintext, const Entropy& entropy);

// INVALID_ARGUMENT if the key, `info` or any byte is not the same.
absl::StatusOr<std::string> OpenWith(std::string_view private_key, std::string_view info,
                                     std::string_view sealed);

// Nested: opens with both private keys only. `first` is the outer seal's.
inline constexpr size_t kSealedToBothOverhead = 2 * kSealedToOverhead;
absl::StatusOr<std::string> SealToBoth(std::string_view first, std::string_view second,
                                       std::string_view info, std::string_view plaintext,
                                       const Entropy& entropy);
absl::StatusOr<std::string> OpenWithBoth(std::string_view first_private,
                                         std::string_view second_private, std::string_view info,
                                         std::string_view sealed);

// The AEAD of a suite, which its RFC numbers; the service seals with AES-256-GCM, the RFC's own
// examples are of AES-128-GCM.
enum class HpkeAead { kAes128Gcm = 1, kAes256Gcm = 2 };
struct HpkeKeys {
  std::string key;
  std::string nonce;
};
// What both sides derive from the private key of one and the public key of the other; for tests.
absl::StatusOr<HpkeKeys> HpkeSchedule(std::string_view own_private, std::string_view other_public,
                                      std::string_view encapsulated, std::string_view recipient,
                                      std::string_view info, HpkeAead aead);

}  // namespace probity::crypto

#endif  // PROBITY_COMMON_CRYPTO_HPKE_H_

// Ed25519 signatures (RFC 8032) by OpenSSL.
#ifndef PROBITY_COMMON_CRYPTO_SIGNATURE_H_
#define PROBITY_COMMON_CRYPTO_SIGNATURE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "common/crypto/crypto.h"

namespace probity::crypto {

inline constexpr size_t kPublicKeySize = 32;  // of Ed25519 and of X25519
inline constexpr size_t kSignatureSize = 64;

// A key pair; the private half is overwritten with the object.
class SigningKey {
 public:
  // `seed`: 32 secret bytes, of which the pair follows. Ends the process for another size.
  explicit SigningKey(std::string_view seed);
  ~SigningKey();
  SigningKey(const SigningKey&) = default;
  SigningKey& operator=(const SigningKey&) = default;

  const std::string& public_key() const { return public_key_; }
  std::string Sign(std::string_view message) const;  // 64 bytes, the same each time

 private:
  std::string seed_;
  std::string public_key_;
};

// False for a key or signature that is none, too.
bool VerifySignature(std::string_view public_key, std::string_view message,
                     std::string_view signature);

}  // namespace probity::crypto

#endif  // PROBITY_COMMON_CRYPTO_SIGNATURE_H_

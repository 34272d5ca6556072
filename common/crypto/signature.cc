#include "common/crypto/signature.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "common/crypto/owned.h"

namespace probity::crypto {
namespace {

using Key = Owned<EVP_PKEY, &EVP_PKEY_free>;

using Context = Owned<EVP_MD_CTX, &EVP_MD_CTX_free>;

void Must(bool ok) {
  if (!ok) std::abort();
}

const unsigned char* In(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Out(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

Key PrivateKey(std::string_view seed) {
  Must(seed.size() == kKeySize);
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, In(seed), seed.size()));
  Must(key != nullptr);
  return key;
}

}  // namespace

SigningKey::SigningKey(std::string_view seed) : seed_(seed), public_key_(kPublicKeySize, '\0') {
  const Key key = PrivateKey(seed_);
  std::size_t size = public_key_.size();
  Must(EVP_PKEY_get_raw_public_key(key.get(), Out(public_key_), &size) == 1 &&
       size == kPublicKeySize);
}

SigningKey::~SigningKey() {
  Cleanse(seed_);
}

std::string SigningKey::Sign(std::string_view message) const {
  const Key key = PrivateKey(seed_);
  const Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureSize, '\0');
  std::size_t size = signature.size();
  Must(context != nullptr &&
       EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  Must(EVP_DigestSign(context.get(), Out(signature), &size, In(message), message.size()) == 1 &&
       size == kSignatureSize);
  return signature;
}

bool VerifySignature(std::string_view public_key, std::string_view message,
                     std::string_view signature) {
  if (public_key.size() != kPublicKeySize || signature.size() != kSignatureSize) return false;
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, In(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  if (key == nullptr || context == nullptr) return false;
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), In(signature), signature.size(), In(message),
                          message.size()) == 1;
}

}  // namespace probity::crypto

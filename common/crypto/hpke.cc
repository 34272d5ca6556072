#include "common/crypto/hpke.h"

#include <openssl/evp.h>

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/owned.h"
#include "common/status/status.h"

namespace probity::crypto {
namespace {

constexpr size_t kX25519Size = 32;
constexpr uint16_t kKem = 0x0020;  // DHKEM(X25519, HKDF-SHA256)
constexpr uint16_t kKdf = 0x0001;  // HKDF-SHA256
constexpr char kVersion[] = "HPKE-v1";

using Key = Owned<EVP_PKEY, &EVP_PKEY_free>;
using Context = Owned<EVP_PKEY_CTX, &EVP_PKEY_CTX_free>;

const unsigned char* In(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Out(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

absl::Status NoKey() {
  return absl::InvalidArgumentError("not an X25519 key of 32 bytes");
}

absl::StatusOr<Key> PrivateKey(std::string_view bytes) {
  Key key(bytes.size() == kX25519Size
              ? EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, In(bytes), bytes.size())
              : nullptr);
  if (key == nullptr) return NoKey();
  return key;
}

// A point of small order gives a secret of zeros, which OpenSSL refuses.
absl::StatusOr<std::string> Shared(std::string_view own_private, std::string_view other_public) {
  PROBITY_ASSIGN_OR_RETURN(const Key own, PrivateKey(own_private));
  const Key other(other_public.size() == kX25519Size
                      ? EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, In(other_public),
                                                    other_public.size())
                      : nullptr);
  if (other == nullptr) return NoKey();
  const Context context(EVP_PKEY_CTX_new(own.get(), nullptr));
  std::string secret(kX25519Size, '\0');
  size_t size = secret.size();
  const bool derived = context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 &&
                       EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1 &&
                       EVP_PKEY_derive(context.get(), Out(secret), &size) == 1;
  if (!derived || size != kX25519Size) return NoKey();
  return secret;
}

std::string Number(uint16_t value) {
  std::string out;
  AppendU16(out, value);
  return out;
}

std::string KemSuite() {
  return absl::StrCat("KEM", Number(kKem));
}

std::string HpkeSuite(HpkeAead aead) {
  return absl::StrCat("HPKE", Number(kKem), Number(kKdf), Number(static_cast<uint16_t>(aead)));
}

std::string LabeledExtract(const std::string& suite, std::string_view salt, std::string_view label,
                           std::string_view secret) {
  // HKDF's absent salt is a hash of zeros.
  const std::string zeros(kHashSize, '\0');
  std::string labeled = absl::StrCat(kVersion, suite, ToAbsl(label), ToAbsl(secret));
  std::string out = HmacSha256(salt.empty() ? std::string_view(zeros) : salt, labeled);
  Cleanse(labeled);
  return out;
}

// One block is enough: nothing longer than a hash is derived.
std::string LabeledExpand(const std::string& suite, std::string_view key, std::string_view label,
                          std::string_view info, size_t size) {
  const std::string labeled = absl::StrCat(Number(static_cast<uint16_t>(size)), kVersion, suite,
                                           ToAbsl(label), ToAbsl(info), "\1");
  return HmacSha256(key, labeled).substr(0, size);
}

}  // namespace

absl::StatusOr<std::string> PublicKeyOf(std::string_view private_key) {
  PROBITY_ASSIGN_OR_RETURN(const Key key, PrivateKey(private_key));
  std::string public_key(kX25519Size, '\0');
  size_t size = public_key.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), Out(public_key), &size) != 1) return NoKey();
  return public_key;
}

absl::StatusOr<HpkeKeys> HpkeSchedule(std::string_view own_private, std::string_view other_public,
                                      std::string_view encapsulated, std::string_view recipient,
                                      std::string_view info, HpkeAead aead) {
  PROBITY_ASSIGN_OR_RETURN(std::string dh, Shared(own_private, other_public));
  std::string early = LabeledExtract(KemSuite(), "", "eae_prk", dh);
  Cleanse(dh);
  std::string shared =
      LabeledExpand(KemSuite(), early, "shared_secret",
                    absl::StrCat(ToAbsl(encapsulated), ToAbsl(recipient)), kHashSize);
  Cleanse(early);
  const std::string suite = HpkeSuite(aead);
  const std::string context =
      absl::StrCat(ToAbsl(std::string_view("\0", 1)), LabeledExtract(suite, "", "psk_id_hash", ""),
                   LabeledExtract(suite, "", "info_hash", info));
  std::string secret = LabeledExtract(suite, shared, "secret", "");
  Cleanse(shared);
  const size_t key_size = aead == HpkeAead::kAes128Gcm ? 16 : kKeySize;
  HpkeKeys keys{LabeledExpand(suite, secret, "key", context, key_size),
                LabeledExpand(suite, secret, "base_nonce", context, kNonceSize)};
  Cleanse(secret);
  return keys;
}

absl::StatusOr<std::string> SealTo(std::string_view public_key, std::string_view info,
                                   std::string_view plaintext, const Entropy& entropy) {
  std::string ephemeral = entropy(kX25519Size);
  PROBITY_ASSIGN_OR_RETURN(const std::string encapsulated, PublicKeyOf(ephemeral));
  absl::StatusOr<HpkeKeys> keys =
      HpkeSchedule(ephemeral, public_key, encapsulated, public_key, info, HpkeAead::kAes256Gcm);
  Cleanse(ephemeral);
  if (!keys.ok()) return keys.status();
  absl::StatusOr<std::string> sealed = Seal(keys->key, keys->nonce, plaintext, "");
  Cleanse(keys->key);
  if (!sealed.ok()) return sealed.status();
  return absl::StrCat(encapsulated, *sealed);
}

absl::StatusOr<std::string> OpenWith(std::string_view private_key, std::string_view info,
                                     std::string_view sealed) {
  if (sealed.size() < kSealedToOverhead) {
    return absl::InvalidArgumentError("sealed text is cut off");
  }
  const std::string_view encapsulated = sealed.substr(0, kX25519Size);
  PROBITY_ASSIGN_OR_RETURN(const std::string own, PublicKeyOf(private_key));
  PROBITY_ASSIGN_OR_RETURN(HpkeKeys keys, HpkeSchedule(private_key, encapsulated, encapsulated, own,
                                                       info, HpkeAead::kAes256Gcm));
  absl::StatusOr<std::string> plaintext =
      Open(keys.key, keys.nonce, sealed.substr(kX25519Size), "");
  Cleanse(keys.key);
  return plaintext;
}

absl::StatusOr<std::string> SealToBoth(std::string_view first, std::string_view second,
                                       std::string_view info, std::string_view plaintext,
                                       const Entropy& entropy) {
  PROBITY_ASSIGN_OR_RETURN(const std::string inner, SealTo(second, info, plaintext, entropy));
  return SealTo(first, info, inner, entropy);
}

absl::StatusOr<std::string> OpenWithBoth(std::string_view first_private,
                                         std::string_view second_private, std::string_view info,
                                         std::string_view sealed) {
  PROBITY_ASSIGN_OR_RETURN(const std::string inner, OpenWith(first_private, info, sealed));
  return OpenWith(second_private, info, inner);
}

}  // namespace probity::crypto

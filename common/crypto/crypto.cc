#include "common/crypto/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/owned.h"
#include "common/status/status.h"

namespace probity::crypto {
namespace {

constexpr size_t kSha1Size = 20;

using CipherContext = Owned<EVP_CIPHER_CTX, &EVP_CIPHER_CTX_free>;

void Must(bool ok) {
  if (!ok) std::abort();
}

const unsigned char* In(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Out(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// EVP_sha256() and its like are names, which the library looks up again at every use; what is
// fetched once is used as it is. Kept to the end of the process: hashes are also made while it
// closes down.
const EVP_MD* Fetched(const char* name) {
  const EVP_MD* algorithm = EVP_MD_fetch(nullptr, name, nullptr);
  Must(algorithm != nullptr);
  return algorithm;
}

const EVP_MD* Sha256Algorithm() {
  static const EVP_MD* const algorithm = Fetched("SHA256");
  return algorithm;
}

const EVP_MD* Sha1Algorithm() {
  static const EVP_MD* const algorithm = Fetched("SHA1");
  return algorithm;
}

const EVP_CIPHER* Aes256Gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  Must(cipher != nullptr);
  return cipher;
}

using MacContext = Owned<EVP_MAC_CTX, &EVP_MAC_CTX_free>;

// A context that knows its digest, to be copied for every use and given its key then. It starts
// with the empty key because the library does not copy a context that was never started.
MacContext HmacSha256Template() {
  EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MacContext context(EVP_MAC_CTX_new(algorithm));
  EVP_MAC_free(algorithm);  // the context holds it
  std::string digest = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
      OSSL_PARAM_construct_end()};
  Must(context != nullptr && EVP_MAC_init(context.get(), In(""), 0, params) == 1);
  return context;
}

MacContext NewHmacSha256() {
  static const EVP_MAC_CTX* const blank = HmacSha256Template().release();
  return MacContext(EVP_MAC_CTX_dup(blank));
}

std::string Digest(std::string_view bytes, const EVP_MD* algorithm, size_t size) {
  std::string out(size, '\0');
  unsigned int written = 0;
  Must(EVP_Digest(bytes.data(), bytes.size(), Out(out), &written, algorithm, nullptr) == 1);
  Must(written == size);
  return out;
}

absl::Status CheckSizes(std::string_view key, std::string_view nonce, std::string_view text,
                        std::string_view aad) {
  // The library counts in int.
  constexpr size_t kMaxSize = std::numeric_limits<int>::max() - kTagSize;
  if (key.size() != kKeySize || nonce.size() != kNonceSize) {
    return absl::InvalidArgumentError(absl::StrCat("a key has ", kKeySize, " bytes and a nonce ",
                                                   kNonceSize, ", got ", key.size(), " and ",
                                                   nonce.size()));
  }
  if (text.size() > kMaxSize || aad.size() > kMaxSize) {
    return absl::InvalidArgumentError("too long to be sealed in one piece");
  }
  return absl::OkStatus();
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

template <typename Unsigned>
void AppendBigEndian(std::string& out, Unsigned value) {
  for (int shift = 8 * static_cast<int>(sizeof(value)) - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

}  // namespace

struct Sha256Hasher::State {
  State() : context(EVP_MD_CTX_new()) {
    Must(context != nullptr && EVP_DigestInit_ex(context, Sha256Algorithm(), nullptr) == 1);
  }
  ~State() { EVP_MD_CTX_free(context); }
  EVP_MD_CTX* context;
};

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<State>()) {}
Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;

void Sha256Hasher::Update(std::string_view bytes) {
  Must(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256Hasher::Finish() {
  std::string out(kHashSize, '\0');
  Must(EVP_DigestFinal_ex(state_->context, Out(out), nullptr) == 1);
  return out;
}

std::string Sha256(std::string_view bytes) {
  return Digest(bytes, Sha256Algorithm(), kHashSize);
}

std::string Sha1(std::string_view bytes) {
  return Digest(bytes, Sha1Algorithm(), kSha1Size);
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  Must(key.size() <= static_cast<size_t>(std::numeric_limits<int>::max()));
  const MacContext context = NewHmacSha256();
  std::string out(kHashSize, '\0');
  size_t written = 0;
  // Without an address the library would go on with the template's key: the empty one, too, but
  // not by accident.
  const std::string_view given = key.empty() ? std::string_view("") : key;
  Must(context != nullptr && EVP_MAC_init(context.get(), In(given), given.size(), nullptr) == 1);
  Must(EVP_MAC_update(context.get(), In(message), message.size()) == 1);
  Must(EVP_MAC_final(context.get(), Out(out), &written, out.size()) == 1);
  Must(written == kHashSize);
  return out;
}

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

absl::StatusOr<std::string> FromHex(std::string_view hex) {
  if (hex.size() % 2 != 0) return absl::InvalidArgumentError("odd number of hex digits");
  std::string out;
  out.reserve(hex.size() / 2);
  for (size_t i = 0; i < hex.size(); i += 2) {
    const int high = HexDigit(hex[i]);
    const int low = HexDigit(hex[i + 1]);
    if (high < 0 || low < 0) {
      return absl::InvalidArgumentError(absl::StrCat("not a hex digit at position ", i));
    }
    out.push_back(static_cast<char>(high << 4 | low));
  }
  return out;
}

absl::StatusOr<std::string> Seal(std::string_view key, std::string_view nonce,
                                 std::string_view plaintext, std::string_view aad) {
  PROBITY_RETURN_IF_ERROR(CheckSizes(key, nonce, plaintext, aad));
  const CipherContext context(EVP_CIPHER_CTX_new());
  Must(context != nullptr);
  EVP_CIPHER_CTX* c = context.get();
  std::string sealed(plaintext.size() + kTagSize, '\0');
  int written = 0;
  Must(EVP_EncryptInit_ex(c, Aes256Gcm(), nullptr, In(key), In(nonce)) == 1);
  if (!aad.empty()) {
    Must(EVP_EncryptUpdate(c, nullptr, &written, In(aad), static_cast<int>(aad.size())) == 1);
  }
  if (!plaintext.empty()) {
    Must(EVP_EncryptUpdate(c, Out(sealed), &written, In(plaintext),
                           static_cast<int>(plaintext.size())) == 1);
  }
  unsigned char* tag = Out(sealed) + plaintext.size();
  Must(EVP_EncryptFinal_ex(c, tag, &written) == 1);
  Must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagSize), tag) == 1);
  return sealed;
}

absl::StatusOr<std::string> Open(std::string_view key, std::string_view nonce,
                                 std::string_view sealed, std::string_view aad) {
  PROBITY_RETURN_IF_ERROR(CheckSizes(key, nonce, sealed, aad));
  if (sealed.size() < kTagSize) return absl::InvalidArgumentError("sealed text is cut off");
  const CipherContext context(EVP_CIPHER_CTX_new());
  Must(context != nullptr);
  EVP_CIPHER_CTX* c = context.get();
  const size_t size = sealed.size() - kTagSize;
  std::string tag(sealed.substr(size));
  std::string plaintext(size, '\0');
  int written = 0;
  Must(EVP_DecryptInit_ex(c, Aes256Gcm(), nullptr, In(key), In(nonce)) == 1);
  if (!aad.empty()) {
    Must(EVP_DecryptUpdate(c, nullptr, &written, In(aad), static_cast<int>(aad.size())) == 1);
  }
  if (size > 0) {
    Must(EVP_DecryptUpdate(c, Out(plaintext), &written, In(sealed), static_cast<int>(size)) == 1);
  }
  Must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagSize), Out(tag)) == 1);
  if (EVP_DecryptFinal_ex(c, Out(tag), &written) != 1) {
    Cleanse(plaintext);
    return absl::InvalidArgumentError("sealed text does not open: wrong key or altered");
  }
  return plaintext;
}

Entropy SystemEntropy() {
  return [](size_t size) {
    Must(size <= static_cast<size_t>(std::numeric_limits<int>::max()));
    std::string bytes(size, '\0');
    Must(size == 0 || RAND_bytes(Out(bytes), static_cast<int>(size)) == 1);
    return bytes;
  };
}

bool EqualConstantTime(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Cleanse(std::string& secret) {
  if (!secret.empty()) OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

void AppendU8(std::string& out, uint8_t value) {
  AppendBigEndian(out, value);
}
void AppendU16(std::string& out, uint16_t value) {
  AppendBigEndian(out, value);
}
void AppendU32(std::string& out, uint32_t value) {
  AppendBigEndian(out, value);
}
void AppendU64(std::string& out, uint64_t value) {
  AppendBigEndian(out, value);
}

}  // namespace probity::crypto

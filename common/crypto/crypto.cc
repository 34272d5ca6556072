#include "common/crypto/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::crypto {
namespace {

constexpr size_t kSha1Size = 20;

struct CipherFree {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, CipherFree>;

void Must(bool ok) {
  if (!ok) std::abort();
}

const unsigned char* In(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Out(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
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
    Must(context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1);
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
  return Digest(bytes, EVP_sha256(), kHashSize);
}

std::string Sha1(std::string_view bytes) {
  return Digest(bytes, EVP_sha1(), kSha1Size);
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  Must(key.size() <= static_cast<size_t>(std::numeric_limits<int>::max()));
  std::string out(kHashSize, '\0');
  unsigned int written = 0;
  Must(HMAC(EVP_sha256(), key.empty() ? "" : key.data(), static_cast<int>(key.size()), In(message),
            message.size(), Out(out), &written) != nullptr);
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
  Must(EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), nullptr, In(key), In(nonce)) == 1);
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
  Must(EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), nullptr, In(key), In(nonce)) == 1);
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

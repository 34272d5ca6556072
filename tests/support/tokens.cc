#include "tests/support/tokens.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/rpc/jwt.h"
#include "common/status/status.h"

namespace probity::testing {
namespace {

constexpr size_t kCoordinate = 32;

// A test without keys tests nothing.
template <typename T>
T* Must(T* value) {
  if (value == nullptr) std::abort();
  return value;
}

std::string BigEndian(const BIGNUM* number, size_t width) {
  std::string bytes(std::max(width, static_cast<size_t>(BN_num_bytes(number))), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()),
               static_cast<int>(bytes.size()));
  return bytes;
}

std::string Base64Url(std::string_view bytes) {
  return rpc::ToBase64Url(bytes);
}

}  // namespace

SigningKey::SigningKey(std::string key_id, std::string algorithm, std::string curve,
                       evp_pkey_st* key)
    : key_id_(std::move(key_id)),
      algorithm_(std::move(algorithm)),
      curve_(std::move(curve)),
      key_(Must(key), &EVP_PKEY_free) {}

SigningKey SigningKey::Rsa(const std::string& key_id, int bits) {
  return {key_id, "RS256", "", EVP_RSA_gen(static_cast<unsigned int>(bits))};
}

SigningKey SigningKey::Ec(const std::string& key_id, const std::string& curve) {
  return {key_id, "ES256", curve, EVP_EC_gen(curve.c_str())};
}

std::string SigningKey::Integer(const char* name, size_t width, bool zeros) const {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key_.get(), name, &number) != 1) std::abort();
  const std::string bytes = BigEndian(number, width);
  BN_free(number);
  return Quoted(Base64Url(zeros ? std::string(1, '\0') + bytes : bytes));
}

std::string SigningKey::Jwk(bool zeros) const {
  JsonMembers members = {{"kid", Quoted(key_id_)}, {"use", "\"sig\""}};
  if (curve_.empty()) {
    members.insert({{"kty", "\"RSA\""},
                    {"n", Integer(OSSL_PKEY_PARAM_RSA_N, 0, zeros)},
                    {"e", Integer(OSSL_PKEY_PARAM_RSA_E, 0, zeros)}});
  } else {
    members.insert({{"kty", "\"EC\""},
                    {"crv", Quoted(curve_)},
                    {"x", Integer(OSSL_PKEY_PARAM_EC_PUB_X, kCoordinate, zeros)},
                    {"y", Integer(OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinate, zeros)}});
  }
  return JsonOf(members);
}

std::string SigningKey::Pem() const {
  BIO* const out = Must(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(out, key_.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(out);
  return pem;
}

std::string SigningKey::SignDer(std::string_view text) const {
  EVP_MD_CTX* const context = Must(EVP_MD_CTX_new());
  size_t size = 0;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::string signature;
  if (EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context, nullptr, &size, bytes, text.size()) != 1) {
    std::abort();
  }
  signature.resize(size);
  if (EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                     text.size()) != 1) {
    std::abort();
  }
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return signature;
}

std::string SigningKey::Sign(std::string_view text) const {
  const std::string der = SignDer(text);
  if (curve_.empty()) return der;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* const pair = Must(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string both = BigEndian(ECDSA_SIG_get0_r(pair), kCoordinate) +
                     BigEndian(ECDSA_SIG_get0_s(pair), kCoordinate);
  ECDSA_SIG_free(pair);
  return both;
}

const SigningKey& RsaKey() {
  static const SigningKey* const key = new SigningKey(SigningKey::Rsa("rsa-1"));
  return *key;
}
const SigningKey& EcKey() {
  static const SigningKey* const key = new SigningKey(SigningKey::Ec("ec-1"));
  return *key;
}

std::string JwksOf(const std::vector<std::string>& keys) {
  return absl::StrCat("{\"keys\":[", absl::StrJoin(keys, ","), "]}");
}

std::string Quoted(std::string_view text) {
  return absl::StrCat("\"", ToAbsl(text), "\"");
}

std::string JsonOf(const JsonMembers& members) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : members) pairs.push_back(absl::StrCat(Quoted(name), ":", value));
  return absl::StrCat("{", absl::StrJoin(pairs, ","), "}");
}

JsonMembers GoodClaims(const std::string& person, const std::string& roles, absl::Time now) {
  const int64_t seconds = absl::ToUnixSeconds(now);
  return {{"iss", "\"https://login.example\""},
          {"aud", "\"probity\""},
          {"sub", Quoted(person)},
          {"iat", absl::StrCat(seconds)},
          {"nbf", absl::StrCat(seconds)},
          {"exp", absl::StrCat(seconds + 600)},
          {"probity_roles", Quoted(roles)}};
}

std::string SignedText(const SigningKey& key, const std::string& header,
                       const std::string& claims) {
  const std::string text = absl::StrCat(Base64Url(header), ".", Base64Url(claims));
  return absl::StrCat(text, ".", Base64Url(key.Sign(text)));
}

std::string SignedToken(const SigningKey& key, const JsonMembers& claims,
                        const JsonMembers& header) {
  JsonMembers all = header;
  all.insert(
      {{"alg", Quoted(key.algorithm())}, {"typ", "\"at+jwt\""}, {"kid", Quoted(key.key_id())}});
  return SignedText(key, JsonOf(all), JsonOf(claims));
}

}  // namespace probity::testing

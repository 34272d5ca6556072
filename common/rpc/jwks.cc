#include "common/rpc/jwks.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/owned.h"
#include "common/json/json.h"
#include "common/rpc/jwt.h"
#include "common/rpc/log.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

constexpr char kRs256[] = "RS256";
constexpr char kEs256[] = "ES256";
constexpr size_t kCoordinate = 32;  // bytes of P-256
constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 8192;
constexpr size_t kMaxExponentBytes = 4;
constexpr size_t kMaxFileBytes = size_t{1} << 20;
constexpr absl::Duration kLookEvery = absl::Seconds(1);

using crypto::Owned;
using Number = Owned<BIGNUM, BN_free>;

// OpenSSL's list of errors belongs to the thread, and TLS connections of the same thread read it.
class ForgetErrors {
 public:
  ForgetErrors() = default;
  ~ForgetErrors() { ERR_clear_error(); }
  ForgetErrors(const ForgetErrors&) = delete;
  ForgetErrors& operator=(const ForgetErrors&) = delete;
};

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number ToNumber(std::string_view bytes) {
  return Number(BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::optional<std::string> TextOf(const Json& object, std::string_view name) {
  const Json* const found = object.Find(name);
  if (found == nullptr || found->kind() != Json::Kind::kText) return std::nullopt;
  return found->text();
}

// An integer of a key, big-endian without the zeros some providers put in front.
std::optional<std::string> NumberOf(const Json& key, std::string_view name) {
  const std::optional<std::string> text = TextOf(key, name);
  std::optional<std::string> bytes = text ? FromBase64Url(*text) : std::nullopt;
  if (!bytes) return std::nullopt;
  bytes->erase(0, std::min(bytes->find_first_not_of('\0'), bytes->size()));
  return bytes;
}

std::shared_ptr<EVP_PKEY> FromParams(const char* type, OSSL_PARAM_BLD* build) {
  const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(build));
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> making(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (!params || !making || EVP_PKEY_fromdata_init(making.get()) != 1 ||
      EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return nullptr;
  }
  std::shared_ptr<EVP_PKEY> key(made, &EVP_PKEY_free);
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> checking(
      EVP_PKEY_CTX_new_from_pkey(nullptr, made, nullptr));
  return checking && EVP_PKEY_public_check(checking.get()) == 1 ? key : nullptr;
}

std::shared_ptr<EVP_PKEY> RsaKey(const Json& key) {
  const std::optional<std::string> modulus = NumberOf(key, "n");
  const std::optional<std::string> exponent = NumberOf(key, "e");
  if (!modulus || !exponent || exponent->size() > kMaxExponentBytes) return nullptr;
  const Number n = ToNumber(*modulus);
  const Number e = ToNumber(*exponent);
  if (!n || !e || BN_num_bits(n.get()) < kLeastRsaBits || BN_num_bits(n.get()) > kMostRsaBits ||
      BN_is_odd(e.get()) != 1 || BN_is_one(e.get()) == 1) {
    return nullptr;
  }
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> build(OSSL_PARAM_BLD_new());
  if (!build || OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  return FromParams("RSA", build.get());
}

std::shared_ptr<EVP_PKEY> EcKey(const Json& key) {
  std::string point = "\x04";  // uncompressed
  for (const char* name : {"x", "y"}) {
    const std::optional<std::string> coordinate = NumberOf(key, name);
    if (!coordinate || coordinate->size() > kCoordinate) return nullptr;
    point += std::string(kCoordinate - coordinate->size(), '\0') + *coordinate;
  }
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> build(OSSL_PARAM_BLD_new());
  if (!build ||
      OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return nullptr;
  }
  return FromParams("EC", build.get());
}

// RS256, ES256, or empty for a key that is not for checking such signatures.
std::string AlgorithmOf(const Json& key) {
  const std::string use = TextOf(key, "use").value_or("sig");
  const std::string type = TextOf(key, "kty").value_or("");
  std::string algorithm;
  if (type == "RSA") algorithm = kRs256;
  if (type == "EC" && TextOf(key, "crv") == "P-256") algorithm = kEs256;
  const bool fits = TextOf(key, "alg").value_or(algorithm) == algorithm;
  return use == "sig" && fits ? algorithm : "";
}

// r ‖ s as the DER that OpenSSL reads; empty if it has another length.
std::string DerOf(std::string_view signature) {
  if (signature.size() != 2 * kCoordinate) return "";
  const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  Number r = ToNumber(signature.substr(0, kCoordinate));
  Number s = ToNumber(signature.substr(kCoordinate));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return "";
  static_cast<void>(r.release());  // the pair's now
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return "";
  std::string out(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return out;
}

// The file, or as much of it as shows that it is too large.
std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  file.peek();  // of a folder fails here, and not with an exception
  if (!file.is_open() || file.bad()) return std::nullopt;
  std::string read(kMaxFileBytes + 1, '\0');
  file.read(read.data(), static_cast<std::streamsize>(read.size()));
  if (file.bad()) return std::nullopt;
  read.resize(static_cast<size_t>(file.gcount()));
  return read;
}

}  // namespace

absl::StatusOr<PublicKeys> PublicKeys::Parse(std::string_view json) {
  const ForgetErrors forget;
  if (json.size() > kMaxFileBytes) return absl::InvalidArgumentError("is larger than 1 MiB");
  const absl::StatusOr<Json> file = ParseJson(json);
  const Json* const list = file.ok() ? file->Find("keys") : nullptr;
  if (list == nullptr || list->kind() != Json::Kind::kList) {
    return absl::InvalidArgumentError("is no JWK Set: {\"keys\": [...]} as the provider gives it");
  }
  PublicKeys keys;
  for (size_t i = 0; i < list->items().size(); ++i) {
    const Json& key = list->items()[i];
    const std::string place = absl::StrCat("keys[", i, "] ");
    if (key.Find("d") != nullptr || key.Find("k") != nullptr) {
      return absl::InvalidArgumentError(
          place + "holds a secret; give the provider's public keys only, and replace this key");
    }
    const std::string algorithm = AlgorithmOf(key);
    const std::optional<std::string> key_id = TextOf(key, "kid");
    if (algorithm.empty() || !key_id || key_id->empty()) continue;
    Key made = algorithm == kRs256 ? RsaKey(key) : EcKey(key);
    if (made == nullptr) return absl::InvalidArgumentError(place + "is no valid public key");
    if (!keys.keys_.emplace(std::pair(*key_id, algorithm), std::move(made)).second) {
      return absl::InvalidArgumentError(place + "has the kid of an earlier key");
    }
  }
  if (keys.keys_.empty()) {
    return absl::InvalidArgumentError("has no key with a kid for RS256 (2048 bits) or ES256");
  }
  return keys;
}

const PublicKeys::Key* PublicKeys::Find(std::string_view key_id, std::string_view algorithm) const {
  const auto found = keys_.find({std::string(key_id), std::string(algorithm)});
  return found == keys_.end() ? nullptr : &found->second;
}

bool PublicKeys::Has(std::string_view key_id, std::string_view algorithm) const {
  return Find(key_id, algorithm) != nullptr;
}

bool PublicKeys::Verify(std::string_view key_id, std::string_view algorithm, std::string_view text,
                        std::string_view signature) const {
  const ForgetErrors forget;
  const Key* const key = Find(key_id, algorithm);
  if (key == nullptr) return false;
  const std::string bytes = algorithm == kEs256 ? DerOf(signature) : std::string(signature);
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return context != nullptr && !bytes.empty() &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key->get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(bytes), bytes.size(), Bytes(text), text.size()) == 1;
}

absl::StatusOr<std::unique_ptr<JwksFile>> JwksFile::Open(const std::string& path) {
  std::unique_ptr<JwksFile> file(new JwksFile(path));
  PROBITY_RETURN_IF_ERROR(file->Refresh());
  return file;
}

absl::Status JwksFile::Refresh() {
  const std::optional<std::string> read = ReadFile(path_);
  const bool news = !read ? !unreadable_ : *read != content_;
  unreadable_ = !read;
  if (!news) return absl::OkStatus();
  if (!read) return absl::NotFoundError(absl::StrCat("cannot read ", path_));
  content_ = *read;
  absl::StatusOr<PublicKeys> keys = PublicKeys::Parse(*read);
  if (!keys.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path_, " ", keys.status().message()));
  }
  keys_ = std::make_shared<const PublicKeys>(*std::move(keys));
  return absl::OkStatus();
}

std::shared_ptr<const PublicKeys> JwksFile::Current(absl::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (now - looked_ < kLookEvery && now >= looked_) return keys_;
  looked_ = now;
  const std::shared_ptr<const PublicKeys> before = keys_;
  const absl::Status status = Refresh();
  if (!status.ok()) {
    Log(Severity::kError, "jwks_kept", {{"cause", std::string(ToStd(status.message()))}});
  } else if (keys_ != before) {
    Log(Severity::kInfo, "jwks_read", {{"keys", absl::StrCat(keys_->size())}});
  }
  return keys_;
}

}  // namespace probity::rpc

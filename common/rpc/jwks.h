// The public keys of a token provider: a JWK Set (RFC 7517), and the file it is kept in.
#ifndef PROBITY_COMMON_RPC_JWKS_H_
#define PROBITY_COMMON_RPC_JWKS_H_

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace probity::rpc {

// Immutable; safe to use from several threads.
class PublicKeys {
 public:
  // Keys for other purposes (`use` enc), of other kinds and without `kid` are passed over.
  // INVALID_ARGUMENT: no JSON, no key left for RS256 or ES256, a key that is none (not on the
  // curve, RSA below 2048 bits), two keys of one kid and algorithm, or a private key in a file that
  // every service reads. Texts name the key by its place, never its content.
  static absl::StatusOr<PublicKeys> Parse(std::string_view json);

  // True if a key of this kid exists for the algorithm ("RS256", "ES256").
  bool Has(std::string_view key_id, std::string_view algorithm) const;

  // True if `signature` over `text` was made with that key. An ES256 signature is r ‖ s, 64 bytes.
  bool Verify(std::string_view key_id, std::string_view algorithm, std::string_view text,
              std::string_view signature) const;

  size_t size() const { return keys_.size(); }

 private:
  using Key = std::shared_ptr<evp_pkey_st>;
  const Key* Find(std::string_view key_id, std::string_view algorithm) const;

  std::map<std::pair<std::string, std::string>, Key> keys_;  // by kid and algorithm
};

// The keys of a file, read again when its content has changed. A file that became unreadable or
// wrong is logged once, and the keys of before are kept until it is good again.
class JwksFile {
 public:
  // NOT_FOUND, INVALID_ARGUMENT: what is wrong at start.
  static absl::StatusOr<std::unique_ptr<JwksFile>> Open(const std::string& path);

  // Looks at the file at most once a second of `now`. Safe to call from several threads.
  std::shared_ptr<const PublicKeys> Current(absl::Time now);

 private:
  explicit JwksFile(std::string path) : path_(std::move(path)) {}
  absl::Status Refresh();

  const std::string path_;
  std::mutex mutex_;
  absl::Time looked_ = absl::InfinitePast();
  std::string content_;      // of the last look, good or not
  bool unreadable_ = false;  // at the last look
  std::shared_ptr<const PublicKeys> keys_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_JWKS_H_

// Who a bearer token speaks for: OpenID Connect access tokens, signed by the bureau's provider and
// checked here with the provider's public keys, without asking it.
//
// A token is accepted over TLS only; whoever reads it from a call (the value of `authorization`
// after "Bearer ") hands it to a verifier and gets the caller or one refusal.
#ifndef PROBITY_COMMON_RPC_TOKEN_VERIFIER_H_
#define PROBITY_COMMON_RPC_TOKEN_VERIFIER_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "probity/config/v1/config.pb.h"

namespace probity::rpc {

class TokenVerifier {
 public:
  virtual ~TokenVerifier() = default;

  // The person of an access token at `now` (real time): person, roles, and for an INSTITUTION its
  // institution; never a service. Safe to call from several threads; at most once a second it reads
  // a small file.
  // UNAUTHENTICATED / UNAUTHENTICATED with one constant text, whatever is wrong with the token.
  // PERMISSION_DENIED / ROLES_INCOMPATIBLE for a true token whose roles no one person may combine.
  virtual absl::StatusOr<CallerContext> Verify(std::string_view token, absl::Time now) const = 0;
};

// What a bureau says about its provider.
struct OidcSettings {
  std::string jwks_file;  // JWK Set (RFC 7517); read again when its content changes
  std::string issuer;     // claim `iss`, equal to the letter
  std::string audience;   // claim `aud`, or one of its entries
  std::string roles_claim = "probity_roles";
  std::string institution_claim = "probity_institution";
  absl::Duration clock_skew = absl::Minutes(1);
};

// Of a completed configuration; MakeTokenVerifier says what is missing in it.
OidcSettings OidcSettingsOf(const config::v1::ServiceConfig& config);

// INVALID_ARGUMENT names the setting that is missing, NOT_FOUND a file that cannot be read,
// INVALID_ARGUMENT also one without a usable key. Later, a file that became unreadable or wrong is
// logged and the keys of before are kept.
absl::StatusOr<std::unique_ptr<TokenVerifier>> MakeTokenVerifier(const OidcSettings& settings);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_TOKEN_VERIFIER_H_

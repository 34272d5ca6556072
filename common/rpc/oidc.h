// Who a bearer token speaks for: OpenID Connect access tokens, signed by the bureau's provider and
// checked here with the provider's public keys, without asking it.
#ifndef PROBITY_COMMON_RPC_OIDC_H_
#define PROBITY_COMMON_RPC_OIDC_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/jwks.h"
#include "common/rpc/token.h"
#include "probity/config/v1/config.pb.h"

namespace probity::rpc {

// What a bureau says about its provider.
struct OidcSettings {
  std::string jwks_file;  // JWK Set (RFC 7517); read again when its content changes
  std::string issuer;     // claim `iss`, equal to the letter
  std::string audience;   // claim `aud`, or one of its entries
  std::string roles_claim = "probity_roles";
  std::string institution_claim = "probity_institution";
  absl::Duration clock_skew = absl::Minutes(1);
};

// Of a completed configuration.
OidcSettings OidcSettingsOf(const config::v1::ServiceConfig& config);

// The caller a token speaks for. Of the claims `sub` names the person (`preferred_username` where a
// provider gives none); the roles are an array of names like CASE_OFFICER, or one text of them
// separated by commas or spaces. Names that are no role are passed over, and so are SERVICE and
// MEMBER_CLIENT, which only a certificate gives.
//
// INVALID_ARGUMENT with the cause, a constant that quotes nothing of the token: those of ParseJwt,
// then "key" (none of this kid and algorithm), "signature", "claims", "kind" (a refresh or an
// identity token), "bound" (to a key we do not ask for, RFC 8705, RFC 9449), "issuer", "audience",
// "expiry", "expired", "not yet", "issued later", "person", "roles", "institution".
// PERMISSION_DENIED / ROLES_INCOMPATIBLE as CheckRolesCompatible.
absl::StatusOr<CallerContext> JudgeToken(const PublicKeys& keys, const OidcSettings& settings,
                                         std::string_view token, absl::Time now);

// JudgeToken with the keys of a file, for the wire: every cause becomes UNAUTHENTICATED /
// UNAUTHENTICATED with one text. Safe to call from several threads.
class OidcVerifier {
 public:
  // INVALID_ARGUMENT names the setting that is missing, or what is wrong in the file of keys;
  // NOT_FOUND a file that cannot be read. Later, a file that became unreadable or wrong is logged
  // and the keys of before are kept.
  static absl::StatusOr<std::unique_ptr<OidcVerifier>> Make(const OidcSettings& settings);

  // At most once a second of `now` it reads a small file.
  absl::StatusOr<CallerContext> Verify(std::string_view token, absl::Time now);

 private:
  OidcVerifier(OidcSettings settings, std::unique_ptr<JwksFile> file);
  void LogCause(const absl::Status& status, absl::Time now);

  const OidcSettings settings_;
  const std::unique_ptr<JwksFile> file_;
  std::mutex mutex_;
  absl::Time logged_ = absl::InfinitePast();
};

// An OidcVerifier at real time.
absl::StatusOr<TokenVerifier> MakeTokenVerifier(const OidcSettings& settings);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_OIDC_H_

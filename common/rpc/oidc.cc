#include "common/rpc/oidc.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/json/json.h"
#include "common/rpc/caller.h"
#include "common/rpc/jwt.h"
#include "common/rpc/log.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

using options::v1::Role;

constexpr int64_t kLatestSecond = 253'402'300'799;  // the last of the year 9999
constexpr absl::Duration kLogEvery = absl::Seconds(1);

absl::Status Cause(const char* cause) {
  return absl::InvalidArgumentError(cause);
}

std::optional<std::string> TextOf(const Json& object, std::string_view name) {
  const Json* const found = object.Find(name);
  if (found == nullptr || found->kind() != Json::Kind::kText) return std::nullopt;
  return found->text();
}

// A name of printable ASCII without spaces around it, as ids are in every table.
bool IsName(const std::string& text) {
  return !text.empty() && text.size() <= kMaxPersonBytes && text.front() != ' ' &&
         text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [](char c) { return ' ' <= c && c <= '~'; });
}

// Seconds since 1970 (RFC 7519 §2: a fraction is allowed and tells us nothing).
std::optional<absl::Time> TimeOf(const Json& claim) {
  if (claim.kind() != Json::Kind::kNumber) return std::nullopt;
  if (claim.text().find_first_of("eE") != std::string::npos) return std::nullopt;
  int64_t seconds = 0;
  const std::string whole = claim.text().substr(0, claim.text().find('.'));
  if (!absl::SimpleAtoi(whole, &seconds) || seconds < 0 || seconds > kLatestSecond) {
    return std::nullopt;
  }
  return absl::FromUnixSeconds(seconds);
}

bool Names(const Json* claim, const std::string& wanted) {
  const auto is = [&](const Json& one) {
    return one.kind() == Json::Kind::kText && one.text() == wanted;
  };
  if (claim == nullptr) return false;
  if (claim->kind() != Json::Kind::kList) return is(*claim);
  return std::any_of(claim->items().begin(), claim->items().end(), is);
}

// Providers sign more than access tokens with the same keys, and mark them each in its own way.
bool IsAnotherKind(const Json& claims) {
  static constexpr std::string_view kOthers[] = {
      "refresh_token", "id_token", "Refresh", "Offline", "ID", "id", "Logout"};
  for (const char* name : {"type", "typ", "token_use"}) {
    const std::optional<std::string> kind = TextOf(claims, name);
    if (kind && std::find(std::begin(kOthers), std::end(kOthers), *kind) != std::end(kOthers)) {
      return true;
    }
  }
  return false;
}

absl::Status JudgeTimes(const Json& claims, absl::Duration skew, absl::Time now) {
  const Json* const expires = claims.Find("exp");
  const std::optional<absl::Time> expiry = expires ? TimeOf(*expires) : std::nullopt;
  if (!expiry) return Cause("expiry");
  if (now >= *expiry + skew) return Cause("expired");
  for (const auto& [name, cause] :
       {std::pair("nbf", "not yet"), std::pair("iat", "issued later")}) {
    const Json* const claim = claims.Find(name);
    if (claim == nullptr) continue;
    const std::optional<absl::Time> since = TimeOf(*claim);
    if (!since || now + skew < *since) return Cause(cause);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> PersonOf(const Json& claims) {
  const char* const name = claims.Find("sub") != nullptr ? "sub" : "preferred_username";
  std::optional<std::string> person = TextOf(claims, name);
  if (!person || !IsName(*person) || absl::StartsWith(*person, kServicePerson)) {
    return Cause("person");
  }
  return *std::move(person);
}

void AddRole(absl::string_view name, std::set<Role>* roles) {
  Role role = options::v1::ROLE_UNSPECIFIED;
  if (!options::v1::Role_Parse(absl::StrCat("ROLE_", name), &role)) return;
  if (role == options::v1::ROLE_UNSPECIFIED || role == options::v1::ROLE_SERVICE ||
      role == options::v1::ROLE_MEMBER_CLIENT) {
    return;
  }
  roles->insert(role);
}

absl::StatusOr<std::set<Role>> RolesOf(const Json* claim) {
  std::set<Role> roles;
  if (claim == nullptr) return roles;
  if (claim->kind() == Json::Kind::kText) {
    for (const absl::string_view name : absl::StrSplit(claim->text(), absl::ByAnyChar(", "))) {
      AddRole(name, &roles);
    }
    return roles;
  }
  if (claim->kind() != Json::Kind::kList) return Cause("roles");
  for (const Json& item : claim->items()) {
    if (item.kind() != Json::Kind::kText) return Cause("roles");
    AddRole(item.text(), &roles);
  }
  return roles;
}

absl::StatusOr<CallerContext> CallerOf(const Json& claims, const OidcSettings& settings) {
  CallerContext caller;
  PROBITY_ASSIGN_OR_RETURN(caller.person, PersonOf(claims));
  PROBITY_ASSIGN_OR_RETURN(caller.roles, RolesOf(claims.Find(settings.roles_claim)));
  if (caller.Has(options::v1::ROLE_INSTITUTION)) {
    const std::optional<std::string> of = TextOf(claims, settings.institution_claim);
    if (!of || !IsName(*of)) return Cause("institution");
    caller.institution_id = *of;
  }
  PROBITY_RETURN_IF_ERROR(CheckRolesCompatible(caller.roles));
  return caller;
}

}  // namespace

absl::StatusOr<CallerContext> JudgeToken(const PublicKeys& keys, const OidcSettings& settings,
                                         std::string_view token, absl::Time now) {
  PROBITY_ASSIGN_OR_RETURN(const Jwt jwt, ParseJwt(token));
  if (!keys.Has(jwt.key_id, jwt.algorithm)) return Cause("key");
  if (!keys.Verify(jwt.key_id, jwt.algorithm, jwt.signed_text, jwt.signature)) {
    return Cause("signature");
  }
  const absl::StatusOr<Json> claims = ParseJson(jwt.claims);
  if (!claims.ok() || claims->kind() != Json::Kind::kObject) return Cause("claims");
  if (IsAnotherKind(*claims)) return Cause("kind");
  if (claims->Find("cnf") != nullptr) return Cause("bound");
  if (TextOf(*claims, "iss") != settings.issuer) return Cause("issuer");
  if (!Names(claims->Find("aud"), settings.audience)) return Cause("audience");
  PROBITY_RETURN_IF_ERROR(JudgeTimes(*claims, settings.clock_skew, now));
  return CallerOf(*claims, settings);
}

OidcSettings OidcSettingsOf(const config::v1::ServiceConfig& config) {
  return {.jwks_file = config.oidc_jwks(),
          .issuer = config.oidc_issuer(),
          .audience = config.oidc_audience(),
          .roles_claim = config.oidc_roles_claim(),
          .institution_claim = config.oidc_institution_claim(),
          .clock_skew = absl::Milliseconds(config.oidc_clock_skew_ms())};
}

absl::StatusOr<std::unique_ptr<OidcVerifier>> OidcVerifier::Make(const OidcSettings& settings) {
  for (const auto& [name, value] :
       {std::pair("oidc_jwks", &settings.jwks_file), std::pair("oidc_issuer", &settings.issuer),
        std::pair("oidc_audience", &settings.audience),
        std::pair("oidc_roles_claim", &settings.roles_claim),
        std::pair("oidc_institution_claim", &settings.institution_claim)}) {
    if (value->empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, " is not set; tokens need the provider's keys, issuer and audience"));
    }
  }
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<JwksFile> file, JwksFile::Open(settings.jwks_file));
  return std::unique_ptr<OidcVerifier>(new OidcVerifier(settings, std::move(file)));
}

OidcVerifier::OidcVerifier(OidcSettings settings, std::unique_ptr<JwksFile> file)
    : settings_(std::move(settings)), file_(std::move(file)) {}

absl::StatusOr<CallerContext> OidcVerifier::Verify(std::string_view token, absl::Time now) {
  absl::StatusOr<CallerContext> caller = JudgeToken(*file_->Current(now), settings_, token, now);
  if (caller.ok() || !absl::IsInvalidArgument(caller.status())) return caller;
  LogCause(caller.status(), now);
  return Refuse(absl::StatusCode::kUnauthenticated, Reason::k_UNAUTHENTICATED,
                "the access token is not, or no longer, valid here; log in again");
}

// The cause, which is one of ours, and nothing of the token; a flood of bad tokens is one line a
// second.
void OidcVerifier::LogCause(const absl::Status& status, absl::Time now) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (now - logged_ < kLogEvery && now >= logged_) return;
    logged_ = now;
  }
  Log(Severity::kWarning, "token_refused", {{"cause", std::string(ToStd(status.message()))}});
}

absl::StatusOr<TokenVerifier> MakeTokenVerifier(const OidcSettings& settings) {
  PROBITY_ASSIGN_OR_RETURN(std::shared_ptr<OidcVerifier> verifier, OidcVerifier::Make(settings));
  return [verifier](std::string_view token) { return verifier->Verify(token, absl::Now()); };
}

}  // namespace probity::rpc

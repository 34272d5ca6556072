#include "common/rpc/peer.h"

#include <algorithm>
#include <array>
#include <exception>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "grpc/grpc_security_constants.h"

namespace probity::rpc {
namespace {

constexpr std::array<std::string_view, 4> kServices = {"scoring", "review", "settlement",
                                                       "monitoring"};
constexpr std::string_view kWorkstation = "client";
constexpr std::string_view kTerminal = "review-client";
constexpr char kPublicPerson[] = "public";

absl::Status Unauthenticated(std::string_view text) {
  return Refuse(absl::StatusCode::kUnauthenticated, Reason::k_UNAUTHENTICATED, text);
}

bool Admits(const google::protobuf::MethodDescriptor& method, options::v1::Role role) {
  const auto& roles = method.options().GetExtension(options::v1::access).roles();
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

// The token of `authorization: Bearer TOKEN`; empty if there is none.
absl::StatusOr<std::string> BearerToken(const Metadata& metadata) {
  const auto [first, last] = metadata.equal_range(kAuthorizationKey);
  if (first == last) return std::string();
  absl::string_view value = first->second;
  constexpr absl::string_view kScheme = "Bearer ";
  if (std::next(first) != last || value.size() > kMaxTokenBytes ||
      !absl::StartsWithIgnoreCase(value, kScheme)) {
    return Unauthenticated("metadata authorization is `Bearer TOKEN`, once, at most 8 KiB");
  }
  value.remove_prefix(kScheme.size());
  value = absl::StripAsciiWhitespace(value);
  if (value.empty()) return Unauthenticated("metadata authorization holds no token");
  return std::string(value);
}

// What a token grants, within what any person may be.
absl::Status CheckPerson(const CallerContext& person) {
  if (absl::StripAsciiWhitespace(person.person).empty() || person.person.size() > kMaxPersonBytes ||
      absl::StartsWith(person.person, kServicePerson) || person.person == kPublicPerson ||
      person.person == kTerminal) {
    return Unauthenticated("the token names nobody who may be a caller");
  }
  if (!person.service.empty() || person.Has(options::v1::ROLE_SERVICE) ||
      person.Has(options::v1::ROLE_MEMBER_CLIENT)) {
    return Unauthenticated("services and committee terminals are known by certificate, not token");
  }
  if (person.Has(options::v1::ROLE_INSTITUTION) && person.institution_id.empty()) {
    return Unauthenticated("the token grants INSTITUTION and names no institution");
  }
  return CheckRolesCompatible(person.roles);
}

absl::StatusOr<CallerContext> Person(const std::string& token, const TokenVerifier& tokens) {
  if (!tokens) {
    return Unauthenticated("this service knows no provider of tokens; set oidc_jwks");
  }
  CallerContext person;
  try {
    PROBITY_ASSIGN_OR_RETURN(person, tokens(token));
  } catch (const std::exception&) {
    return absl::InternalError("the check of a token threw");
  }
  PROBITY_RETURN_IF_ERROR(CheckPerson(person));
  return person;
}

CallerContext Nameless(std::string_view person, options::v1::Role role) {
  CallerContext caller;
  caller.person = person;
  caller.roles = {role};
  return caller;
}

}  // namespace

bool IsServiceName(std::string_view name) {
  return std::find(kServices.begin(), kServices.end(), name) != kServices.end();
}

std::string SpiffeName(std::string_view trust_domain, std::string_view name) {
  return absl::StrCat("spiffe://", ToAbsl(trust_domain), "/probity/", ToAbsl(name));
}

absl::StatusOr<std::string> PeerName(const grpc::AuthContext& connection,
                                     std::string_view trust_domain) {
  const std::vector<grpc::string_ref> ids =
      connection.FindPropertyValues(GRPC_PEER_SPIFFE_ID_PROPERTY_NAME);
  if (ids.size() != 1) return Unauthenticated("the certificate carries no SPIFFE name");
  const std::string_view id(ids[0].data(), ids[0].size());
  for (const std::string_view name : kServices) {
    if (id == SpiffeName(trust_domain, name)) return std::string(name);
  }
  for (const std::string_view name : {kWorkstation, kTerminal}) {
    if (id == SpiffeName(trust_domain, name)) return std::string(name);
  }
  return Unauthenticated("the certificate's SPIFFE name is not one this service answers");
}

absl::StatusOr<CallerContext> CallerOfPeer(std::string_view name, const Metadata& metadata,
                                           const google::protobuf::MethodDescriptor& method,
                                           const TokenVerifier& tokens) {
  PROBITY_ASSIGN_OR_RETURN(const std::string token, BearerToken(metadata));
  if (name == kWorkstation) {
    if (!token.empty()) return Person(token, tokens);
    if (Admits(method, options::v1::ROLE_PUBLIC)) {
      return Nameless(kPublicPerson, options::v1::ROLE_PUBLIC);
    }
    return Unauthenticated("a person calls with a token: authorization: Bearer TOKEN");
  }
  if (!token.empty()) return Unauthenticated("tokens are taken from the peer `client` only");
  if (name == kTerminal) return Nameless(kTerminal, options::v1::ROLE_MEMBER_CLIENT);
  return ServiceCaller(name);
}

}  // namespace probity::rpc

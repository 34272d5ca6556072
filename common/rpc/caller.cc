#include "common/rpc/caller.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

using options::v1::Role;

constexpr size_t kMaxValue = 128;  // as wide as the column `caller`
constexpr char kRolePrefix[] = "ROLE_";

constexpr std::pair<Role, Role> kIncompatible[] = {
    {options::v1::ROLE_CASE_OFFICER, options::v1::ROLE_LEGAL_REVIEWER},
    {options::v1::ROLE_CASE_OFFICER, options::v1::ROLE_GROUP_OFFICER},
    {options::v1::ROLE_SETTLEMENT_PREPARER, options::v1::ROLE_SETTLEMENT_REVIEWER},
    {options::v1::ROLE_SETTLEMENT_PREPARER, options::v1::ROLE_SETTLEMENT_LOCKER},
    {options::v1::ROLE_SETTLEMENT_REVIEWER, options::v1::ROLE_SETTLEMENT_LOCKER},
};

std::string ShortName(Role role) {
  return std::string(absl::StripPrefix(options::v1::Role_Name(role), kRolePrefix));
}

absl::Status Unauthenticated(std::string_view text) {
  return Refuse(absl::StatusCode::kUnauthenticated, Reason::k_UNAUTHENTICATED, text);
}

absl::StatusOr<std::string> Single(const Metadata& metadata, const char* key) {
  const auto [first, last] = metadata.equal_range(key);
  if (first == last) return std::string();
  if (std::next(first) != last) {
    return Unauthenticated(absl::StrCat("metadata ", key, " must be given once"));
  }
  if (first->second.size() > kMaxValue * (key == kRolesKey ? 4 : 1)) {
    return Unauthenticated(absl::StrCat("metadata ", key, " is too long"));
  }
  return first->second;
}

absl::StatusOr<std::set<Role>> ParseRoles(const std::string& text) {
  std::set<Role> roles;
  for (const absl::string_view name : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    Role role = options::v1::ROLE_UNSPECIFIED;
    const std::string full = absl::StrCat(kRolePrefix, absl::StripAsciiWhitespace(name));
    if (!options::v1::Role_Parse(full, &role) || role == options::v1::ROLE_UNSPECIFIED) {
      return Unauthenticated(absl::StrCat("metadata ", kRolesKey,
                                          " names a role that does not exist; roles are names "
                                          "like CASE_OFFICER, separated by commas"));
    }
    roles.insert(role);
  }
  return roles;
}

bool ServiceAllowed(const options::v1::Access& access, const std::string& service) {
  return std::find(access.services().begin(), access.services().end(), service) !=
         access.services().end();
}

}  // namespace

bool IsLoopbackPeer(std::string_view peer) {
  const absl::string_view name = ToAbsl(peer);
  // gRPC percent-encodes the brackets of an IPv6 address in a URI.
  return absl::StartsWith(name, "ipv4:127.") || absl::StartsWith(name, "ipv6:[::1]:") ||
         absl::StartsWith(name, "ipv6:%5B::1%5D:") || absl::StartsWith(name, "ipv6:[::ffff:127.") ||
         absl::StartsWith(name, "ipv6:%5B::ffff:127.");
}

absl::Status CheckRolesCompatible(const std::set<Role>& roles) {
  for (const auto& [one, other] : kIncompatible) {
    if (roles.contains(one) && roles.contains(other)) {
      return Denied(Reason::k_ROLES_INCOMPATIBLE,
                    absl::StrCat(ShortName(one), " and ", ShortName(other),
                                 " cannot be one person; call with one of the two roles"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<CallerContext> CallerFromMetadata(std::string_view peer, const Metadata& metadata) {
  if (!IsLoopbackPeer(peer)) {
    return Unauthenticated("plaintext callers are known on loopback only");
  }
  if (metadata.contains("authorization")) {
    return Unauthenticated("tokens are taken over TLS only, and this one has now been seen by all");
  }
  CallerContext caller;
  PROBITY_ASSIGN_OR_RETURN(caller.person, Single(metadata, kPersonKey));
  PROBITY_ASSIGN_OR_RETURN(caller.institution_id, Single(metadata, kInstitutionKey));
  PROBITY_ASSIGN_OR_RETURN(caller.service, Single(metadata, kServiceKey));
  PROBITY_ASSIGN_OR_RETURN(const std::string roles, Single(metadata, kRolesKey));
  PROBITY_ASSIGN_OR_RETURN(caller.roles, ParseRoles(roles));
  if (absl::StripAsciiWhitespace(caller.person).empty()) {
    return Unauthenticated(absl::StrCat("metadata ", kPersonKey, " must name the caller"));
  }
  if (caller.Has(options::v1::ROLE_INSTITUTION) && caller.institution_id.empty()) {
    return Unauthenticated(
        absl::StrCat("role INSTITUTION needs its institution in metadata ", kInstitutionKey));
  }
  if (caller.Has(options::v1::ROLE_SERVICE) && caller.service.empty()) {
    return Unauthenticated(
        absl::StrCat("role SERVICE needs its service in metadata ", kServiceKey));
  }
  PROBITY_RETURN_IF_ERROR(CheckRolesCompatible(caller.roles));
  return caller;
}

Metadata MetadataOf(const CallerContext& caller) {
  std::vector<std::string> roles;
  for (const Role role : caller.roles) roles.push_back(ShortName(role));
  Metadata metadata;
  const auto put = [&](const char* key, const std::string& value) {
    if (!value.empty()) metadata.emplace(key, value);
  };
  put(kPersonKey, caller.person);
  put(kRolesKey, absl::StrJoin(roles, ","));
  put(kInstitutionKey, caller.institution_id);
  put(kServiceKey, caller.service);
  return metadata;
}

absl::Status Authorise(const google::protobuf::MethodDescriptor& method,
                       const CallerContext& caller) {
  if (!method.options().HasExtension(options::v1::access)) {
    return Denied(Reason::k_ROLE_REQUIRED, "this method declares no access, so nobody may call it");
  }
  const options::v1::Access& access = method.options().GetExtension(options::v1::access);
  std::vector<std::string> allowed;
  for (const int number : access.roles()) {
    const Role role = static_cast<Role>(number);
    const bool service = role == options::v1::ROLE_SERVICE;
    if (caller.Has(role) && (!service || ServiceAllowed(access, caller.service))) {
      return absl::OkStatus();
    }
    allowed.push_back(service ? absl::StrCat("SERVICE ", absl::StrJoin(access.services(), " or "))
                              : ShortName(role));
  }
  return Denied(Reason::k_ROLE_REQUIRED, absl::StrCat(method.full_name(), " may be called by ",
                                                      absl::StrJoin(allowed, ", ")));
}

}  // namespace probity::rpc

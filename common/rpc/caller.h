// From request metadata to a caller, and from a caller and a method's `access` option to a
// decision. The only place where roles are enforced.
#ifndef PROBITY_COMMON_RPC_CALLER_H_
#define PROBITY_COMMON_RPC_CALLER_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "google/protobuf/descriptor.h"

namespace probity::rpc {

// Metadata keys of a loopback call. Roles are names without prefix, separated by commas:
// "INSPECTOR,CASE_OFFICER".
inline constexpr char kPersonKey[] = "probity-person";
inline constexpr char kRolesKey[] = "probity-roles";
inline constexpr char kInstitutionKey[] = "probity-institution";
inline constexpr char kServiceKey[] = "probity-service";

using Metadata = std::multimap<std::string, std::string>;

// The caller a loopback peer claims to be. UNAUTHENTICATED: no person, a key given twice, a role
// nobody knows, ROLE_INSTITUTION without institution or ROLE_SERVICE without service, a bearer
// token, or a peer off loopback. PERMISSION_DENIED / ROLES_INCOMPATIBLE: roles that no one person
// may combine.
absl::StatusOr<CallerContext> CallerFromMetadata(std::string_view peer, const Metadata& metadata);

// The reverse, for clients.
Metadata MetadataOf(const CallerContext& caller);

// True for a peer as gRPC writes it ("ipv4:127.0.0.1:4711", "ipv6:[::1]:4711").
bool IsLoopbackPeer(std::string_view peer);

// OK if the roles may meet in one person: a case officer is neither its legal reviewer nor holds a
// group's share of the draw, and who prepares, reviews and locks a settlement are three persons.
absl::Status CheckRolesCompatible(const std::set<options::v1::Role>& roles);

// OK if the method's `access` option names a role of the caller (and, for ROLE_SERVICE, the
// caller's service). A method without the option refuses everybody. PERMISSION_DENIED /
// ROLE_REQUIRED.
absl::Status Authorise(const google::protobuf::MethodDescriptor& method,
                       const CallerContext& caller);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_CALLER_H_

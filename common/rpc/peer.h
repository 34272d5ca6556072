// Who calls over TLS: the connection's certificate names a program,
// spiffe://TRUST_DOMAIN/probity/NAME, and what a program may claim follows from its name alone.
//
//   scoring, review, settlement, monitoring: that service, ROLE_SERVICE;
//
//   review-client: a committee terminal, ROLE_MEMBER_CLIENT, which names nobody;
//
//   client: a workstation. The person of the call's bearer token; without token ROLE_PUBLIC.
//
// Identities in request metadata, which loopback plaintext goes by, count for nothing here.
#ifndef PROBITY_COMMON_RPC_PEER_H_
#define PROBITY_COMMON_RPC_PEER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/caller.h"
#include "common/rpc/token.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/security/auth_context.h"

namespace probity::rpc {

// The metadata key of a bearer token.
inline constexpr char kAuthorizationKey[] = "authorization";

// True for the names the option `services` of a method may hold.
bool IsServiceName(std::string_view name);

// "spiffe://probity.local/probity/scoring".
std::string SpiffeName(std::string_view trust_domain, std::string_view name);

// NAME of a verified connection. UNAUTHENTICATED: the certificate names none of ours, or one of
// another trust domain.
absl::StatusOr<std::string> PeerName(const grpc::AuthContext& connection,
                                     std::string_view trust_domain);

// The caller of one call to `method` from the peer `name`. UNAUTHENTICATED: a workstation without a
// token where more than ROLE_PUBLIC is asked for, a token that does not hold or comes from anybody
// but a workstation, a person named like a service. PERMISSION_DENIED / ROLES_INCOMPATIBLE as in
// CallerFromMetadata. `tokens` empty: no token holds.
absl::StatusOr<CallerContext> CallerOfPeer(std::string_view name, const Metadata& metadata,
                                           const google::protobuf::MethodDescriptor& method,
                                           const TokenVerifier& tokens);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_PEER_H_

// Who stands behind a bearer token.
#ifndef PROBITY_COMMON_RPC_TOKEN_H_
#define PROBITY_COMMON_RPC_TOKEN_H_

#include <cstddef>
#include <functional>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"

namespace probity::rpc {

// As long as gRPC lets metadata be.
inline constexpr size_t kMaxTokenBytes = 8 * 1024;
// A person's id is no longer, as wide as the column `caller`, and does not begin as the person of
// one service at another does.
inline constexpr size_t kMaxPersonBytes = 128;
inline constexpr char kServicePerson[] = "service:";

// The person a token names, with roles and institution as the token grants them, or UNAUTHENTICATED
// / UNAUTHENTICATED if the token is not to be believed: signature, issuer, audience, time. Called
// on the network's threads for each call with a token, from several at once: it does not block.
// What no person may be (a service, a terminal, two incompatible roles) is refused by its caller.
using TokenVerifier = std::function<absl::StatusOr<CallerContext>(std::string_view token)>;

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_TOKEN_H_

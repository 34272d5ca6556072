// Who stands behind a bearer token.
#ifndef PROBITY_COMMON_RPC_TOKEN_H_
#define PROBITY_COMMON_RPC_TOKEN_H_

#include <functional>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"

namespace probity::rpc {

// The person a token names, with roles and institution as the token grants them, or UNAUTHENTICATED
// / UNAUTHENTICATED if the token is not to be believed: signature, issuer, audience, time. Called on
// the network's threads for each call with a token, from several at once: it does not block. What
// no person may be (a service, a terminal, two incompatible roles) is refused by its caller.
using TokenVerifier = std::function<absl::StatusOr<CallerContext>(std::string_view token)>;

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_TOKEN_H_

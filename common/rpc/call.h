// What a handler knows about the call it answers: who calls, until when, and whether still.
#ifndef PROBITY_COMMON_RPC_CALL_H_
#define PROBITY_COMMON_RPC_CALL_H_

#include <functional>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "probity/options/v1/access.pb.h"

namespace probity::rpc {

// Who calls. Filled once, by the transport's authentication: over TLS by certificate and token
// (peer.h), in plaintext on loopback from request metadata probity-person, probity-roles,
// probity-institution, probity-service.
struct CallerContext {
  std::string person;  // stable id of the person or the device; never a display name
  std::set<options::v1::Role> roles;
  std::string institution_id;  // set for ROLE_INSTITUTION
  std::string service;         // set for ROLE_SERVICE: "review", "settlement", …

  bool Has(options::v1::Role role) const { return roles.contains(role); }
};

struct Call {
  CallerContext caller;
  std::string method;  // "probity.scoring.v1.CaseService.OpenCase"
  // When the handler must be done: the caller's deadline or the server's maximum, whichever is
  // earlier, less what the answer needs to travel. Bound SQL and calls of other services by it.
  absl::Time deadline = absl::InfiniteFuture();
  // True once nobody waits for the answer. Checked before a transaction and before its COMMIT,
  // never after. Always set in a call the router made.
  std::function<bool()> cancelled = [] { return false; };
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_CALL_H_

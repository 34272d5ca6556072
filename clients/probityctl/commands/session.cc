#include "clients/probityctl/commands/session.h"

#include <cstdio>

#include "clients/common/actors.h"
#include "clients/common/bureau.h"
#include "common/status/status.h"

namespace probity::ctl {

absl::StatusOr<clients::Actors> Session::Actors() const {
  return actors_file.empty() ? clients::Actors::Defaults() : clients::Actors::FromFile(actors_file);
}

absl::StatusOr<clients::Bureau> Session::Connect(absl::Duration patience) const {
  PROBITY_ASSIGN_OR_RETURN(clients::Actors actors, Actors());
  if (actors.HasTokens() && !addresses.token_file.empty()) {
    return BadRequest({{"--token-file", "the file of actors names tokens already; give one"}});
  }
  return clients::Bureau::Connect(addresses, std::move(actors), patience);
}

int Fail(const absl::Status& status) {
  std::fputs(clients::RefusalText("probityctl", status).c_str(), stderr);
  if (absl::IsUnavailable(status)) {
    std::fprintf(stderr, "  a service is away; start it and run the same command again\n");
  }
  if (absl::IsUnimplemented(status)) {
    std::fprintf(stderr,
                 "  another service listens there; see --scoring, --review and --settlement\n");
  }
  return clients::ExitOf(status);
}

}  // namespace probity::ctl

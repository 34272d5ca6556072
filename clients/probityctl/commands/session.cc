#include "clients/probityctl/commands/session.h"

#include <cstdio>

#include "common/status/status.h"

namespace probity::ctl {

absl::StatusOr<clients::Bureau> Session::Connect(absl::Duration patience) const {
  clients::Actors actors = clients::Actors::Defaults();
  if (!actors_file.empty()) {
    PROBITY_ASSIGN_OR_RETURN(actors, clients::Actors::FromFile(actors_file));
  }
  return clients::Bureau::Connect(addresses, std::move(actors), patience);
}

int Fail(const absl::Status& status) {
  std::fputs(clients::RefusalText("probityctl", status).c_str(), stderr);
  if (absl::IsUnavailable(status)) {
    std::fprintf(stderr, "  a service is away; start it and run the same command again\n");
  }
  return clients::ExitOf(status);
}

}  // namespace probity::ctl

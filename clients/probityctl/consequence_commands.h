// Wiring of the commands about what decisions bring beyond points.
#ifndef PROBITY_CLIENTS_PROBITYCTL_CONSEQUENCE_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_CONSEQUENCE_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `probityctl consequence`, `publicity`, `recovery`, `joint`.
void AddConsequences(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_CONSEQUENCE_COMMANDS_H_

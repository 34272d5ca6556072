// Wiring of the commands about inspections.
#ifndef PROBITY_CLIENTS_PROBITYCTL_INSPECTION_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_INSPECTION_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `probityctl inspection list`, `show`, `commit`, `reveal`, `transcript`, `verify`.
void AddInspection(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_INSPECTION_COMMANDS_H_

// Wiring of the commands about clocks.
#ifndef PROBITY_CLIENTS_PROBITYCTL_CLOCK_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_CLOCK_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `probityctl due`.
void AddDue(CLI::App& app, const Session& session, int& exit);

// `probityctl case clocks`, `extend`, `exclude`, `continue`.
void AddCaseClocks(CLI::App& one_case, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_CLOCK_COMMANDS_H_

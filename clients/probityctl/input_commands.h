// `probityctl input ...`: what a year is settled from.
#ifndef PROBITY_CLIENTS_PROBITYCTL_INPUT_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_INPUT_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

void AddInputs(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_INPUT_COMMANDS_H_

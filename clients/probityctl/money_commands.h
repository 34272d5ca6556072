// Settling money: `run`, `statement`, `dispute`, `hold`, `money` and `books`.
#ifndef PROBITY_CLIENTS_PROBITYCTL_MONEY_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_MONEY_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// Adds to the groups `run` and `statement`, and the groups of the rest to `app`.
void AddMoney(CLI::App& app, CLI::App& run, CLI::App& statement, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_MONEY_COMMANDS_H_

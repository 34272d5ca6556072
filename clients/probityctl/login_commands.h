// `probityctl login`.
#ifndef PROBITY_CLIENTS_PROBITYCTL_LOGIN_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_LOGIN_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

void AddLogin(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_LOGIN_COMMANDS_H_

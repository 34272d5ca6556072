// The commands of commands/procedure.h, with their flags and help.
#ifndef PROBITY_CLIENTS_PROBITYCTL_PROCEDURE_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_PROCEDURE_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `session` and `exit` outlive the parsing.
void AddCaseActs(CLI::App& one_case, const Session& session, int& exit);
void AddTransfers(CLI::App& app, const Session& session, int& exit);
void AddChallenges(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_PROCEDURE_COMMANDS_H_

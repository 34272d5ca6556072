// Wiring of the steps of a case and of the register of officers.
#ifndef PROBITY_CLIENTS_PROBITYCTL_CASE_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_CASE_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// Adds the steps to `probityctl case`; `session` and `exit` outlive the app.
void AddCaseSteps(CLI::App& one_case, const Session& session, int& exit);

// `probityctl officer`.
void AddOfficers(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_CASE_COMMANDS_H_

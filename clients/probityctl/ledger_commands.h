// Wiring of the points ledger.
#ifndef PROBITY_CLIENTS_PROBITYCTL_LEDGER_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_LEDGER_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `standing show`; `standing` is the group it joins. `session` and `exit` outlive the app.
void AddStandingShow(CLI::App& standing, const Session& session, int& exit);

// `warnings`, `proposal list` and `audit verify`.
void AddLedger(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_LEDGER_COMMANDS_H_

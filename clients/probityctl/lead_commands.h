// Wiring of the commands about leads and evidence.
#ifndef PROBITY_CLIENTS_PROBITYCTL_LEAD_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_LEAD_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `probityctl leads report`, `list`, `show`.
void AddLeads(CLI::App& app, const Session& session, int& exit);

// `probityctl evidence add`, `list`, `show`, `get`.
void AddEvidence(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_LEAD_COMMANDS_H_

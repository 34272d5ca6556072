// `probityctl sheet …`.
#ifndef PROBITY_CLIENTS_PROBITYCTL_SHEET_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_SHEET_COMMANDS_H_

#include <CLI/CLI.hpp>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

void AddSheets(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_SHEET_COMMANDS_H_

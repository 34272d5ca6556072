// Wiring of the commands about documents.
#ifndef PROBITY_CLIENTS_PROBITYCTL_DOCUMENT_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_DOCUMENT_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `probityctl document list`, `types`, `show`, `save`, `verify`.
void AddDocuments(CLI::App& app, const Session& session, int& exit);

// `probityctl case export`.
void AddCaseExport(CLI::App& one_case, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_DOCUMENT_COMMANDS_H_

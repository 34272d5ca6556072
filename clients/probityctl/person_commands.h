// Wiring of the commands about persons, agreements, insured persons and archives.
#ifndef PROBITY_CLIENTS_PROBITYCTL_PERSON_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_PERSON_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `probityctl person list|show`, `agreement list|show`, `insured show`, `archive show|save`.
void AddPersons(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_PERSON_COMMANDS_H_

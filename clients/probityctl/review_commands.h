// Wiring of what is done with a hearing's records.
#ifndef PROBITY_CLIENTS_PROBITYCTL_REVIEW_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_REVIEW_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// `review`: verify-draw, transcript, log, publish, officer-key, unseal, kek. `session` and `exit`
// outlive the app.
void AddReview(CLI::App& app, const Session& session, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_REVIEW_COMMANDS_H_

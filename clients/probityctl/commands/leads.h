// Commands about leads: print the answer, return the exit code.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEADS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEADS_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// Streams a file of leads (docs/leads-and-evidence.md). The same command again, after whatever went
// wrong, takes nothing twice and gives the answer the first would have given.
int LeadsReport(const Session& session, const std::string& file, const std::string& source_system);
int LeadsList(const Session& session, const std::string& institution_id, bool overdue_only);
int LeadsShow(const Session& session, const std::string& lead_id);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEADS_H_

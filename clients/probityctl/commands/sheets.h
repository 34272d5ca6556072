// Commands about blinded sheets: what the committee would see, and the second officer's signature.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SHEETS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SHEETS_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// Every place of the defence and the facts that would be refused, with what to write instead.
// `defence` in place of the filed one, if not empty. kRefused if there is any.
int SheetScan(const Session& session, const std::string& case_ref, const std::string& defence);
int SheetShow(const Session& session, const std::string& case_ref);
int SheetSign(const Session& session, const std::string& case_ref, const std::string& reason);
int SheetCounts(const Session& session);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SHEETS_H_

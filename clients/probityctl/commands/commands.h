// The commands of probityctl, one function each: print the answer, return the exit code.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_COMMANDS_H_

#include <string>
#include <vector>

#include "clients/probityctl/commands/session.h"
#include "clients/probityctl/year/year.h"

namespace probity::ctl {

int YearRun(const Session& session, const year::YearOptions& options);
// Checks a folder without touching a service; `begin_clock`, if given, is made for services about
// to start.
int YearCheck(const year::YearOptions& options, const std::string& begin_clock);

int InstitutionList(const Session& session);
int CaseList(const Session& session, const std::string& institution_id);
int CaseShow(const Session& session, const std::string& case_ref);
int StandingList(const Session& session, int year, bool with_points_only);
int LedgerList(const Session& session, const std::string& institution_id, int year);
int LedgerVerify(const Session& session);

int PolicyLint(const std::vector<std::string>& files);
int PolicyPut(const Session& session, const std::string& file);
int PolicyList(const Session& session);

int RoundList(const Session& session);
int RosterCheck(const Session& session);

int RunList(const Session& session, int year);
int StatementShow(const Session& session, const std::string& run_id,
                  const std::string& institution_id);

struct CallOptions {
  std::string method;  // "CaseService/GetCase", or with its package
  std::string json;    // one request; an array of them for a client stream; "-" = standard input
  std::vector<std::string> roles;
  std::string person;       // empty = the actor of the first role
  std::string institution;  // for ROLE_INSTITUTION
};
// Any RPC by name. A request_id that is left out is made.
int CallMethod(const Session& session, const CallOptions& options);
// Names of all RPCs with the roles that may call them.
int CallList();

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_COMMANDS_H_

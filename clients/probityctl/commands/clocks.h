// Clocks from the command line: what is due and overdue for whom, the clocks of a case, and what
// may be added to them.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CLOCKS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CLOCKS_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

struct DueOptions {
  std::string officer;  // empty: everybody's
  std::string until;    // YYYY-MM-DD; empty: all
  bool overdue = false;
};
int DueList(const Session& session, const DueOptions& options);

int CaseClocks(const Session& session, const std::string& case_ref);

// What the flags of the commands that change a clock fill.
struct ClockOptions {
  std::string case_ref;
  std::string key = "decide";
  std::string by;    // OFFICER_IN_CHARGE, HEAD, COLLECTIVE_DISCUSSION
  std::string kind;  // TEST, APPRAISAL, HEARING, PUBLIC_NOTICE, EXPERT_REVIEW
  int count = 0;
  std::string first;
  std::string last;
  std::string reason;
  std::string document;
};
int ClockExtend(const Session& session, const ClockOptions& options);
int ClockExclude(const Session& session, const ClockOptions& options);
int ClockContinue(const Session& session, const ClockOptions& options);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CLOCKS_H_

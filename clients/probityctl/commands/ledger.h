// The points ledger from the command line: a standing as it was shown, early warnings and
// proposals.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEDGER_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEDGER_H_

#include <cstdint>
#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// From where a standing is looked at; empty or 0 is now.
struct StandingView {
  std::string institution_id;
  int year = 0;
  std::string as_of;      // what was in force: YYYY-MM-DD
  std::string known_at;   // what was known: RFC 3339, or YYYY-MM-DD for the end of that day
  int64_t known_seq = 0;  // the same by the ledger's numbers
};
int StandingShow(const Session& session, const StandingView& view);

int Warnings(const Session& session, int year);
struct ProposalDecision {
  std::string proposal_id;
  bool adopt = false;
  std::string reason;
  std::string document;
  std::string served;  // YYYY-MM-DD; of an adopted one
};
int ProposalDecide(const Session& session, const ProposalDecision& decision);
int ProposalList(const Session& session, bool open_only);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEDGER_H_

// Commands about evidence: print the answer, return the exit code.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_EVIDENCE_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_EVIDENCE_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

struct EvidenceOptions {
  std::string case_ref;
  std::string file;
  std::string kind;   // "DOCUMENTARY"
  std::string title;  // empty = the file's name
  std::string source_person;
  std::string taken_date;
  bool monitoring = false;
  std::string person;  // empty = the actor of the role
};
// The same command again, after whatever went wrong, adds nothing twice.
int EvidenceAdd(const Session& session, const EvidenceOptions& options);
int EvidenceList(const Session& session, const std::string& case_ref);
int EvidenceShow(const Session& session, const std::string& evidence_id);
// Writes `out` whole or not at all; empty = the name the item was brought under.
int EvidenceGet(const Session& session, const std::string& evidence_id, const std::string& out);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_EVIDENCE_H_

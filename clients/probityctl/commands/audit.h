// Proof that nothing recorded was changed: in each service's log, and between them, for each
// witnessed the others' heads.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_AUDIT_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_AUDIT_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

struct AuditOptions {
  std::string known;    // "SEQ:HASH" of scoring's log, as an earlier run printed it
  std::string service;  // empty = all three
  std::string keys;  // folder of public keys; empty = the keys the heads bear, each always the same
};

// Exit code 1 if anything is not what was recorded; each first broken place is printed.
int AuditVerify(const Session& session, const AuditOptions& options);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_AUDIT_H_

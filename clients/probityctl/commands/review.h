// What an auditor, a party or a court does with a hearing's records: most of it offline.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_REVIEW_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_REVIEW_H_

#include <string>
#include <vector>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

// Draws each panel again from its transcript; `log`, a file of LogSave, may be empty. Offline.
int VerifyDraw(const Session& session, const std::vector<std::string>& files,
               const std::string& log);

// A round's transcript, and the whole audit log, one leaf a line, into files.
int TranscriptSave(const Session& session, const std::string& round, const std::string& out);
int LogSave(const Session& session, const std::string& out);

// What is published of a closed round, with the proof that it is what was logged: for members who
// look for their receipts.
int RoundPublish(const Session& session, const std::string& round, const std::string& out);

// Makes an officer's key pair: the private half into `out` (mode 0600), the line for the service's
// file of officers on standard output. Offline.
int OfficerKey(const std::string& person, const std::string& group, const std::string& out);

struct UnsealRequest {
  std::string round;
  std::string serial;
  std::string order_no;
  std::string reason;  // COURT_ORDER, RECONSIDERATION, SUPERVISION_ORDER
  std::string person;  // the officer who asks
};
int UnsealAsk(const Session& session, const UnsealRequest& request);
int UnsealApprove(const Session& session, const std::string& unseal_id, const std::string& person);
// The ciphertexts into `out`, mode 0600.
int UnsealExecute(const Session& session, const std::string& unseal_id, const std::string& person,
                  const std::string& out);
// Opens them with both officers' keys, in either order. Offline.
int UnsealOpen(const Session& session, const std::string& file,
               const std::vector<std::string>& keys);

// The keys that wrap keys. `kind`: R or H. New and retire work on the service's folder of keys
// itself, so on its machine; retire asks the service first and refuses what is still needed.
struct KekRequest {
  std::string kind;
  std::string dir;
  int generation = 0;
};
int KekStatus(const Session& session);
int KekNew(const KekRequest& request);
int KekRetire(const Session& session, const KekRequest& request);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_REVIEW_H_

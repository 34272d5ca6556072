// Acts recorded in a case from the command line: its full-process record and checklist, what a
// heavy decision needs, transfers, challenges.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_PROCEDURE_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_PROCEDURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

int CaseRecords(const Session& session, const std::string& case_ref);
int CaseChecklist(const Session& session, const std::string& case_ref);

// What the flags of the commands that record an act fill; an act uses those it has.
struct ActOptions {
  std::string case_ref;
  std::string document;
  std::string reason;
  std::string date;
  std::string authority;  // HEALTH, MARKET, DRUG, POLICE
  std::string answer;     // ACCEPTED, NOT_ACCEPTED, RETURNED
  std::vector<std::string> participants;
  std::vector<std::string> dissents;  // "PERSON=opinion"
  int64_t number = 0;                 // of a transfer or a challenge, as listed
  std::string hearing_date;
  std::string place;
  std::string host;
  std::string recorder;
  std::string report;  // number of the hearing's report
  bool absent = false;
  bool granted = false;
  bool returned = false;
};
int CaseTellHearing(const Session& session, const ActOptions& options);
// The party asks for a hearing or does without, as an officer records its paper; the supervisor
// calls it and records how it went.
int CaseRequestHearing(const Session& session, const ActOptions& options);
int CaseWaiveHearing(const Session& session, const ActOptions& options);
int CaseCallHearing(const Session& session, const ActOptions& options);
int CaseRecordHearing(const Session& session, const ActOptions& options);
int CaseLegalReview(const Session& session, const ActOptions& options);
int CaseDiscuss(const Session& session, const ActOptions& options);
int CasePublicity(const Session& session, const ActOptions& options);

int TransferList(const Session& session);
int TransferHandOver(const Session& session, const ActOptions& options);
int TransferAnswered(const Session& session, const ActOptions& options);
int TransferGiveUp(const Session& session, const ActOptions& options);

int ChallengeList(const Session& session, bool open_only);
int ChallengeRule(const Session& session, const ActOptions& options);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_PROCEDURE_H_

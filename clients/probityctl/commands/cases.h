// Steps of a case from the command line, beside those a year takes by itself. Each looks the case
// up by its number, takes one step with the etag it found, and prints the case as it then is.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CASES_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CASES_H_

#include <string>
#include <vector>

#include "clients/probityctl/commands/session.h"
#include "probity/scoring/v1/case.pb.h"

namespace probity::ctl {

// What the flags of these commands fill; a step uses those it has.
struct CaseStepOptions {
  std::string case_ref;
  std::string reason;
  std::string date;                 // executed, filed or decided on
  std::string document;             // its number
  std::string body;                 // who decides a remedy
  std::string stay;                 // number of the order that stays execution
  std::string late;                 // why a remedy was admitted late
  std::string outcome;              // UPHELD, CHANGED, REVOKED, WITHDRAWN
  std::string number;               // of the closing report, or in the archive
  std::vector<std::string> points;  // "ITEM=POINTS"
  std::vector<std::string> yuan;    // "ITEM=YUAN"
  std::vector<int> not_upheld;      // items
  bool terminate = false;
  bool heavier_effect = false;
  std::string institution_id;
  std::string source;                 // SPOT_CHECK, …
  std::vector<std::string> officers;  // "PERSON,NAME,CERTIFICATE_NO"
};

// Opens a case; each officer is named with the certificate shown (G1).
int CaseOpen(const Session& session, const CaseStepOptions& options);
// The decision of a case that waits for it.
int CaseConfirm(const Session& session, const CaseStepOptions& options);

int CaseRemand(const Session& session, const CaseStepOptions& options);
int CaseRenewNotice(const Session& session, const CaseStepOptions& options);
int CaseSuspend(const Session& session, const CaseStepOptions& options);
int CaseResume(const Session& session, const CaseStepOptions& options);
int CaseTerminate(const Session& session, const CaseStepOptions& options);
int CaseDecide(const Session& session, const CaseStepOptions& options);
int CaseExecute(const Session& session, const CaseStepOptions& options);
int CaseDecideTermination(const Session& session, const CaseStepOptions& options);
int CaseReconsider(const Session& session, const CaseStepOptions& options);
int CaseSue(const Session& session, const CaseStepOptions& options);
int CaseRemedyOutcome(const Session& session, const CaseStepOptions& options);
// First and second person of a reversal: a supervisor asks, a director approves.
int CaseReverse(const Session& session, const CaseStepOptions& options);
int CaseApproveReversal(const Session& session, const CaseStepOptions& options);
int CaseReopen(const Session& session, const CaseStepOptions& options);
int CaseClose(const Session& session, const CaseStepOptions& options);
int CaseArchive(const Session& session, const CaseStepOptions& options);
// The transcripts of the draws, one JSON text a line.
// Cases that do not go on by themselves, and whose turn it is.
int CaseAttention(const Session& session);
int CaseTranscript(const Session& session, const std::string& case_ref);

// Notices, remedies and what else a case has gone through, after its findings.
void PrintCaseHistory(const scoring::v1::Case& one);

int OfficerList(const Session& session);
// A CSV file with the columns person,name,certificate_no,unit,valid_from,valid_to.
int OfficerImport(const Session& session, const std::string& file);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CASES_H_

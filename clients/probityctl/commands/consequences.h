// The commands about what decisions bring beyond points: measures, publication, recovery, the list
// of joint punishment. Each prints the answer and returns the exit code.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CONSEQUENCES_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CONSEQUENCES_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

struct MeasureOptions {
  std::string subject_id;  // empty = everybody
  std::string on;          // a day on which they run; empty = all
  std::string measure_id;
  std::string case_ref;
  std::string code;  // of the suspected fraud
  std::string record;
  std::string from;  // first day free again
  std::string document;
  std::string reason;
  bool refuse = false;
  bool all = false;
};
int ConsequenceList(const Session& session, const MeasureOptions& options);
int ConsequenceShow(const Session& session, const MeasureOptions& options);
// First and second person of an early lift, of a hold.
int ConsequenceLift(const Session& session, const MeasureOptions& options);
int ConsequenceApproveLift(const Session& session, const MeasureOptions& options);
int ConsequenceHold(const Session& session, const MeasureOptions& options);
int ConsequenceApproveHold(const Session& session, const MeasureOptions& options);
int ConsequenceSwitches(const Session& session, const MeasureOptions& options);
int ConsequenceBars(const Session& session, const MeasureOptions& options);

// What is to be published, or is; `public_only`: what anybody may read.
int PublicityList(const Session& session, bool overdue, bool public_only);

struct RecoveryOptions {
  std::string case_ref;
  int item = 1;
  std::string yuan;  // "1000.00"
  std::string date;
  std::string document;
  int year = 0;
  std::string institution_id;
};
int RecoveryRecord(const Session& session, const RecoveryOptions& options);
int RecoveryShow(const Session& session, const RecoveryOptions& options);
int RecoveryTotals(const Session& session, const RecoveryOptions& options);

// Writes the list of today to standard output, its hash and place in the audit log to standard
// error.
int JointExport(const Session& session);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CONSEQUENCES_H_

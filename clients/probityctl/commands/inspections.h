// Inspection campaigns from the command line: shares of the draw, the campaign as it stands, its
// transcript, and drawing it again without any service.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_INSPECTIONS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_INSPECTIONS_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

struct InspectionOptions {
  std::string campaign_id;
  std::string file;              // of the share, or of the transcript
  std::string role = "AUDITOR";  // who commits and reveals
  int year = 0;                  // 0: all
};

int InspectionList(const Session& session, const InspectionOptions& options);
int InspectionShow(const Session& session, const InspectionOptions& options);

// Makes a share of 32 random bytes, keeps it in `file` (readable by its owner alone; one that
// exists is taken as it is) and sends its commitment.
int InspectionCommit(const Session& session, const InspectionOptions& options);
int InspectionReveal(const Session& session, const InspectionOptions& options);
int InspectionTranscript(const Session& session, const InspectionOptions& options);

// Draws again from a transcript's file; needs no service.
int InspectionVerify(const InspectionOptions& options);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_INSPECTIONS_H_

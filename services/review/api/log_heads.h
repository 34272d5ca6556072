// Heads of review's audit log: signed when the log has grown, shown to scoring, and by scoring to
// settlement, so that whoever rewrites the log later contradicts names it does not hold.
#ifndef PROBITY_SERVICES_REVIEW_API_LOG_HEADS_H_
#define PROBITY_SERVICES_REVIEW_API_LOG_HEADS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/review/api/hearing_admin.h"

namespace probity::review {

// Takes new leaves into the tree, signs the head and has it witnessed. `ask_settlement`: also asks
// for what settlement signed since, and whether each of the two databases still holds what the
// other knows of it. For the service's job; nothing to do without an audit key. HEAD_NOT_FOLLOWING
// if scoring holds a head that this log lacks or does not continue, or lacks one it signed: a
// database was set back (docs/backup.md). HEAD_OF_ANOTHER_KEY if this replica's key was replaced.
absl::Status KeepHeads(const HearingEnv& env, bool ask_settlement, absl::Time deadline);

// Whether the key of this replica may sign the next head, for its readiness: HEAD_OF_ANOTHER_KEY.
absl::Status CheckAuditKey(const ReviewEnv& env, absl::Time deadline);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_LOG_HEADS_H_

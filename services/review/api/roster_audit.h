// The one thing the roster tells the hearing's database: digests of its changes, for the audit log.
#ifndef PROBITY_SERVICES_REVIEW_API_ROSTER_AUDIT_H_
#define PROBITY_SERVICES_REVIEW_API_ROSTER_AUDIT_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/review/api/environment.h"
#include "services/review/domain/values.h"

namespace probity::review {

// One ROSTER_CHANGED leaf for this digest, however often it is asked for.
absl::Status LogRosterChange(const ReviewEnv& env, const Bytes& digest, absl::Time deadline);

// Writes the leaves of all changes that have none yet: after each change, and by a job, in case the
// service stopped between change and leaf.
absl::Status LogWaitingRosterChanges(const ReviewEnv& env, absl::Time deadline);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_ROSTER_AUDIT_H_

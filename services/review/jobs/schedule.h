// What comes due by the business clock, and what a stop of the service left half done.
#ifndef PROBITY_SERVICES_REVIEW_JOBS_SCHEDULE_H_
#define PROBITY_SERVICES_REVIEW_JOBS_SCHEDULE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/review/api/hearing_admin.h"

namespace probity::review {

// One look at every unfinished round: closes those whose vote is over, aborts those that wait too
// long for their officers. A round that somebody else moved meanwhile is no error.
absl::Status RunDue(const HearingEnv& env, absl::Time deadline);

// Once after the start, until it succeeds: half-opened rounds, people's side of rounds that are
// over, leaves of the roster's changes.
absl::Status Recover(const HearingEnv& env, absl::Time deadline);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_JOBS_SCHEDULE_H_

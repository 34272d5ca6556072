// The abort of a round: its content is deleted at once, its sheets go back to scoring.
#ifndef PROBITY_SERVICES_REVIEW_API_ABORT_H_
#define PROBITY_SERVICES_REVIEW_API_ABORT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/outbox/outbox.h"
#include "common/sql/database.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/phases.h"
#include "services/review/store/hearing/rounds.h"

namespace probity::review {

// In the transaction of the step that ends so: the locked round becomes ABORTED, everything of it
// but its row and the log is deleted, and its release waits to be sent.
absl::Status AbortIn(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round, Step step,
                     AbortCode code);

// After that transaction: sends the release at once if it can, otherwise the job does.
void AfterAbort(const HearingEnv& env, const Bytes& round_id, absl::Time deadline);

// What the job does with a waiting release, outside any transaction; and with its acknowledgment.
absl::StatusOr<std::string> DeliverRelease(const HearingEnv& env, const outbox::Message& release,
                                           absl::Time deadline);
absl::Status ReleaseAcknowledged(sql::Tx& tx, const outbox::Message& release);

// Aborts a round that waits for commitments or shares longer than its policy allows; false if it
// does not.
absl::StatusOr<bool> AbortIfOverdue(const HearingEnv& env, const Bytes& round_id,
                                    absl::Time deadline);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_ABORT_H_

// The end of a vote: ballots become verdicts, in one transaction that leaves nothing from which a
// ballot could be read.
#ifndef PROBITY_SERVICES_REVIEW_API_CLOSE_H_
#define PROBITY_SERVICES_REVIEW_API_CLOSE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/outbox/outbox.h"
#include "common/sql/database.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/domain/phases.h"
#include "services/review/domain/tally.h"
#include "services/review/store/hearing/ballots.h"
#include "services/review/store/hearing/rounds.h"
#include "services/review/store/hearing/unseals.h"

namespace probity::review {

// A case at the close.
struct JudgedCase {
  hearing::SheetRow sheet;
  CaseVerdict verdict;
};
struct Tallied {
  std::vector<JudgedCase> cases;             // by ordinal
  std::vector<Bytes> receipts;               // of the ballots that were cast; not padded
  std::vector<hearing::MinutesRow> minutes;  // of each case, if there are officers to seal them to
};
// Opens and tallies every ballot of a locked round. Groups, choices and counts leave it only as
// verdicts.
absl::StatusOr<Tallied> TallyRound(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round);

// Closes a round whose time has come: CLOSED, or ABORTED where too many cases lack a quorum.
// TOO_EARLY, WRONG_PHASE.
absl::StatusOr<Phase> CloseIn(sql::Tx& tx, const ReviewEnv& env, const Bytes& round_id);

// After that transaction: what it deleted leaves no trace, what waits is sent.
void AfterClose(const HearingEnv& env, const Bytes& round_id, Phase phase, absl::Time deadline);

// What the job does with a verdict that waits, outside any transaction; and with its
// acknowledgment, the last of which makes the round DELIVERED.
absl::StatusOr<std::string> DeliverVerdict(const HearingEnv& env, const outbox::Message& verdict,
                                           absl::Time deadline);
absl::Status VerdictAcknowledged(sql::Tx& tx, const ReviewEnv& env, const outbox::Message& verdict,
                                 const std::string& answer);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_CLOSE_H_

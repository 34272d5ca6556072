// Proposals to terminate, as repetition calls for them: made and withdrawn with the ledger, decided
// by a person (D11).
#ifndef PROBITY_SERVICES_SCORING_API_LEDGER_REPETITION_H_
#define PROBITY_SERVICES_SCORING_API_LEDGER_REPETITION_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/consequences/apply.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// After a change of one year: makes a proposal for every rule that its subject's years now meet and
// did not before. A reversal withdraws open ones, and ends the cancellation of adopted ones, whose
// rule is no longer met since what they rest on was revoked; nothing else does, be it a renewed
// agreement or another policy.
absl::Status FollowRepetition(sql::Tx& tx, const ServiceEnv& env,
                              const consequences::YearChange& change);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEDGER_REPETITION_H_

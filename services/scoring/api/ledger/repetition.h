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
// did not before, and withdraws open ones whose rule is no longer met since a decision was revoked.
// The term of the agreement is that of the day of the change; without a registered agreement all
// years count as one term.
absl::Status FollowRepetition(sql::Tx& tx, const ServiceEnv& env,
                              const consequences::YearChange& change);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEDGER_REPETITION_H_

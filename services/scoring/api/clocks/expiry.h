// What happens when a clock runs out, and who makes it happen.
//
// Each expiry is one transaction: the guarded update that ends the clock, and its effect. Two
// replicas, a restart or a kill between the two change nothing: either both are stored or neither,
// and who comes second finds the clock ended.
#ifndef PROBITY_SERVICES_SCORING_API_CLOCKS_EXPIRY_H_
#define PROBITY_SERVICES_SCORING_API_CLOCKS_EXPIRY_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::clocks {

// What a look at the clocks brought about.
struct Fired {
  int64_t expired = 0;  // ended by this look, in all
  int64_t overdue = 0;  // of them, reported
  int64_t failed = 0;   // left for the next look, each with a line of the log
};

// Ends every running clock of the region whose last day is over, each in its own transaction. A
// clock whose effect is refused stays as it is and does not keep the others waiting. An error is
// the database's.
absl::StatusOr<Fired> FireDueClocks(const ServiceEnv& env, absl::Time deadline);

// Gives clocks without a last day the one that the calendar knows by now.
absl::StatusOr<int64_t> CountWaitingClocks(const ServiceEnv& env, absl::Time deadline);

// The effect of `clock`, which has just expired, inside its transaction; its case, if it has one,
// is locked.
//   WAIVED            the objection window lapses; any other right is lost without more
//   DEEMED_SERVED     the notice, or the decision, of its case counts as served on its last day
//   DEEMED_CONFIRMED, RELEASE, REPORT_OVERDUE
//                     recorded; who keeps the thing looks at the clock
absl::Status Effect(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                    const ClockFile& clock);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_API_CLOCKS_EXPIRY_H_

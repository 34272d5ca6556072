#include "services/review/api/roster_audit.h"

#include "services/review/store/hearing/results.h"

namespace probity::review {

absl::Status LogRosterChange(const ReviewEnv& env, const Bytes& digest, absl::Time deadline) {
  return env.hearing.Transact(deadline,
                              [&](sql::Tx& tx) { return hearing::AppendRosterChange(tx, digest); });
}

}  // namespace probity::review

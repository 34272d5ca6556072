// The one transaction loop, for every engine. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_TRANSACT_H_
#define PROBITY_COMMON_SQL_TRANSACT_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/sql/session.h"

namespace probity::sql {

// How often a body is run again after a conflict or a lost connection.
constexpr int kMaxReruns = 5;

// Database::Transact and Database::Read on a pool.
absl::Status RunTransact(Pool& pool, absl::Time deadline, const Body& body,
                         const Observer& observer = {});
absl::Status RunRead(Pool& pool, absl::Time deadline, const Body& body,
                     const Observer& observer = {});

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_TRANSACT_H_

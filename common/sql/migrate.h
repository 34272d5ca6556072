// The schema's making. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_MIGRATE_H_
#define PROBITY_COMMON_SQL_MIGRATE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "common/sql/session.h"
#include "common/sql/upgrade.h"

namespace probity::sql {

// Applies what is missing, in order of number, and verifies the checksum of what is there. On
// SQLite all of it is one transaction. On a server a statement that defines something cannot be
// taken back, so under the schema's lock progress is kept statement by statement: which one is sent
// next is written down before it is sent, together with what the one before came to. Where a run
// was stopped, that one statement may or may not have been carried out; the next run repeats it,
// and takes the server's word that there is nothing left to do for its end. Statements that change
// rows share one transaction with the note of it. `deadline`: of waiting for another run.
absl::Status ApplyMigrations(Session& session, const std::vector<Migration>& migrations,
                             const MigrationRun& run, absl::Time deadline);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_MIGRATE_H_

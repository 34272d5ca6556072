// The schema's history. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_MIGRATE_H_
#define PROBITY_COMMON_SQL_MIGRATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "common/sql/session.h"

namespace probity::sql {

// The statements of a migration's text: each ends with `;` at the end of a line. Pieces without a
// statement (comments, blank lines) are dropped.
std::vector<std::string> SplitStatements(std::string_view text);

// INTERNAL unless the numbers are positive and unique and every text holds a statement.
absl::Status CheckNumbering(const std::vector<Migration>& migrations);

// Applies what is missing, in order of number, and verifies the checksum of what is there. On
// SQLite all of it is one transaction; on a server, where DDL cannot be taken back, progress is
// kept statement by statement under a lease, so that a stopped migration is taken up again.
absl::Status ApplyMigrations(Session& session, const std::vector<Migration>& migrations,
                             absl::Time deadline);

// FAILED_PRECONDITION naming what is missing, changed, or (SQLite) newer than this binary.
absl::Status VerifySchema(Tx& tx, const std::vector<Migration>& migrations);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_MIGRATE_H_

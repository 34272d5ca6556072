// The schema's history. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_MIGRATE_H_
#define PROBITY_COMMON_SQL_MIGRATE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "common/sql/session.h"

namespace probity::sql {

// The statements of a migration's text: each ends with `;` at the end of a line. Pieces without a
// statement (comments, blank lines) are dropped.
std::vector<std::string> SplitStatements(std::string_view text);

// Which programs work on the schema after this migration: those that know at least the migration of
// this number. Both texts say it in a line `-- compatible-from: N`, with N below the migration's
// own number, when they only add (expand) or take away what no program since N uses (contract).
// Without the line only programs that know the migration itself do, and the answer is its own
// number. INTERNAL if the texts differ in it or N is no number from 0 up to the migration's own.
absl::StatusOr<int> CompatibleFrom(const Migration& migration);

// INTERNAL unless the numbers are positive and unique, every text holds a statement and says in a
// form that CompatibleFrom understands which programs it suits.
absl::Status CheckNumbering(const std::vector<Migration>& migrations);

// A line of the history a database keeps of its schema. `applied` of `statements` are done; they
// differ only while, or after, a migration was stopped.
struct AppliedMigration {
  int64_t number;
  std::string name;
  std::string sha256;  // of the text for this engine
  int64_t statements;
  int64_t applied;
  int64_t compatible_from;
};

// May a program that was built with `migrations` work on a schema with this history? The rule of a
// rolling update, in which the schema goes first and old programs serve on it for a while: every
// migration the program knows is there, whole and unchanged, and every other one declared itself
// compatible with a program as old as this. FAILED_PRECONDITION names the migration and the remedy.
absl::Status CheckHistory(const std::vector<AppliedMigration>& history,
                          const std::vector<Migration>& migrations, Dialect::Engine engine);

// Applies what is missing, in order of number, and verifies the checksum of what is there. On
// SQLite all of it is one transaction; on a server, where DDL cannot be taken back, progress is
// kept statement by statement under a lease, so that a stopped migration is taken up again.
absl::Status ApplyMigrations(Session& session, const std::vector<Migration>& migrations,
                             absl::Time deadline);

// CheckHistory on what the database holds.
absl::Status VerifySchema(Tx& tx, const std::vector<Migration>& migrations);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_MIGRATE_H_

// What a database remembers of its schema, and which programs that suits. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_SCHEMA_HISTORY_H_
#define PROBITY_COMMON_SQL_SCHEMA_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::sql {

// A line of the history a database keeps of its schema. `applied` of `statements` are done; they
// differ only while, or after, a migration was stopped, or once it is announced.
struct AppliedMigration {
  int64_t number;
  std::string name;
  std::string sha256;  // of the text for this engine
  int64_t statements;
  int64_t applied;
  int64_t compatible_from;
};

using History = std::vector<AppliedMigration>;

// The table has all columns a program reads. It was made without the last one once.
absl::StatusOr<bool> HasWholeHistory(Tx& tx);

absl::StatusOr<History> ReadHistory(Tx& tx);

// nullptr if there is none of this number.
const AppliedMigration* Find(const History& history, int64_t number);

// The line of a migration none of whose statements is applied.
absl::StatusOr<AppliedMigration> Pending(const Migration& migration, Dialect::Engine engine);

// What an applied migration must look like; a changed file means that databases differ.
absl::Status CheckUnchanged(const Migration& migration, const AppliedMigration& applied,
                            Dialect::Engine engine);

// A schema that suits a program is its own, or that of a newer release.
enum class SchemaAge { kOwn, kNewer };

// May a program that was built with `migrations` work on a schema with this history? The rule of a
// rolling update, in which the schema goes first and old programs serve on it for a while: every
// migration the program knows is there, whole and unchanged, and every other one declared itself
// compatible with a program as old as this. FAILED_PRECONDITION names the migration and the remedy.
absl::StatusOr<SchemaAge> CheckHistory(const History& history,
                                       const std::vector<Migration>& migrations,
                                       Dialect::Engine engine);

// CheckHistory on what the database holds.
absl::StatusOr<SchemaAge> VerifySchema(Tx& tx, const std::vector<Migration>& migrations);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_SCHEMA_HISTORY_H_

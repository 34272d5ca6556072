// What a migration's text says. Internal to common/sql; pure.
#ifndef PROBITY_COMMON_SQL_MIGRATION_TEXT_H_
#define PROBITY_COMMON_SQL_MIGRATION_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"

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

const std::string& TextFor(const Migration& migration, Dialect::Engine engine);

// By number. They live as long as `migrations`.
std::vector<const Migration*> InOrder(const std::vector<Migration>& migrations);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_MIGRATION_TEXT_H_

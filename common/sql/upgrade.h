// What both sides of a rolling upgrade keep to, so that no program writes to a schema that has
// ceased to suit it. A migration that shuts older programs out is announced in the history first;
// a program commits nothing later than kSchemaFresh after it last saw a history that suits it; so
// after kStopWait nobody who is shut out writes any more, and the schema may change.
#ifndef PROBITY_COMMON_SQL_UPGRADE_H_
#define PROBITY_COMMON_SQL_UPGRADE_H_

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"

namespace probity::sql {

// Services look every five seconds; who has not looked for this long looks before it commits.
constexpr absl::Duration kSchemaFresh = absl::Seconds(10);
// Longer by what a COMMIT that is under way may take.
constexpr absl::Duration kStopWait = absl::Seconds(15);

// How a migration deals with time and whom it tells, for tests; Migrate sleeps and logs.
struct MigrationRun {
  std::function<absl::Status(absl::Duration)> wait;  // an error ends the run
  std::function<void(std::string_view)> tell;        // progress, in both languages of the operators
};

absl::Status MigrateWith(const Options& options, const std::vector<Migration>& migrations,
                         const MigrationRun& run);

// Open, with another kSchemaFresh.
absl::StatusOr<std::unique_ptr<Database>> OpenWith(const Options& options,
                                                   const std::vector<Migration>& migrations,
                                                   absl::Duration schema_fresh);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_UPGRADE_H_

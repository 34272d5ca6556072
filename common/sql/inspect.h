// The check of a start, typed by hand: `probity-<service> --check-database`.
#ifndef PROBITY_COMMON_SQL_INSPECT_H_
#define PROBITY_COMMON_SQL_INSPECT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "common/sql/finding.h"

namespace probity::sql {

// Everything Open looks at, setting by setting; changes nothing and applies no migration. Of a
// SQLite file also whether it is damaged, which takes a moment for each gigabyte; a service that
// runs on it holds it, and is told of.
absl::StatusOr<Report> Inspect(const Options& options, const std::vector<Migration>& migrations);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_INSPECT_H_

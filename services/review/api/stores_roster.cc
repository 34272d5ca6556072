#include "common/sql/inspect.h"
#include "services/review/api/stores.h"
#include "services/review/store/roster/migrations.h"

namespace probity::review {

absl::StatusOr<std::unique_ptr<sql::Database>> OpenRoster(sql::Options options) {
  options.grants = roster::Grants();
  return sql::Open(options, roster::Migrations());
}

absl::StatusOr<sql::Report> InspectRoster(sql::Options options) {
  options.grants = roster::Grants();
  return sql::Inspect(options, roster::Migrations());
}

absl::Status MigrateRoster(const sql::Options& options) {
  return sql::Migrate(options, roster::Migrations());
}

}  // namespace probity::review

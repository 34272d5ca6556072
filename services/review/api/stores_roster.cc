#include "services/review/api/stores.h"
#include "services/review/store/roster/migrations.h"

namespace probity::review {

absl::StatusOr<std::unique_ptr<sql::Database>> OpenRoster(const sql::Options& options) {
  return sql::Open(options, roster::Migrations());
}

absl::Status MigrateRoster(const sql::Options& options) {
  return sql::Migrate(options, roster::Migrations());
}

}  // namespace probity::review

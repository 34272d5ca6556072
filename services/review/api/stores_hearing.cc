#include "common/sql/inspect.h"
#include "services/review/api/stores.h"
#include "services/review/store/hearing/migrations.h"

namespace probity::review {

absl::StatusOr<std::unique_ptr<sql::Database>> OpenHearing(sql::Options options) {
  options.secure_delete = true;
  options.grants = hearing::Grants();
  return sql::Open(options, hearing::Migrations());
}

absl::StatusOr<sql::Report> InspectHearing(sql::Options options) {
  options.grants = hearing::Grants();
  return sql::Inspect(options, hearing::Migrations());
}

absl::Status MigrateHearing(sql::Options options) {
  options.secure_delete = true;
  return sql::Migrate(options, hearing::Migrations());
}

}  // namespace probity::review

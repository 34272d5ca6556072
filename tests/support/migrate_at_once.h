// Migrating in tests.
#ifndef PROBITY_TESTS_SUPPORT_MIGRATE_AT_ONCE_H_
#define PROBITY_TESTS_SUPPORT_MIGRATE_AT_ONCE_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/sql/upgrade.h"

namespace probity::testing {

// sql::Migrate where no program is at work that would have to be waited for.
inline absl::Status MigrateAtOnce(const sql::Options& options,
                                  const std::vector<sql::Migration>& migrations) {
  return sql::MigrateWith(
      options, migrations,
      {.wait = [](absl::Duration) { return absl::OkStatus(); }, .tell = [](std::string_view) {}});
}

}  // namespace probity::testing

#endif  // PROBITY_TESTS_SUPPORT_MIGRATE_AT_ONCE_H_

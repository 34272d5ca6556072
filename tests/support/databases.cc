#include "tests/support/databases.h"

#include <atomic>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/mariadb.h"

namespace probity::testing {
namespace {

std::string NextSchema() {
  static std::atomic<int> number{0};
  return absl::StrCat("probity_", ++number);
}

void OrThrow(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

}  // namespace

std::vector<std::string> Engines() {
  return {"sqlite", "mariadb"};
}

TestDatabase::TestDatabase(const std::string& engine, const std::vector<sql::Migration>& migrations,
                           const Tune& tune) {
  if (engine == "mariadb") {
    schema_ = NextSchema();
    const absl::StatusOr<std::string> url = SharedMariaDb().CreateDatabase(schema_);
    OrThrow(url.status());
    options_.url = *url;
  } else {
    options_.url = absl::StrCat("sqlite:", folder_.path(), "/test.db");
  }
  if (tune) tune(options_);
  if (!schema_.empty()) OrThrow(sql::Migrate(options_, migrations));
  OrThrow(Reopen(migrations));
}

TestDatabase::~TestDatabase() {
  database_.reset();
  if (!schema_.empty()) SharedMariaDb().DropDatabase(schema_).IgnoreError();
}

absl::Status TestDatabase::Reopen(const std::vector<sql::Migration>& migrations) {
  database_.reset();
  absl::StatusOr<std::unique_ptr<sql::Database>> opened = sql::Open(options_, migrations);
  if (opened.ok()) database_ = *std::move(opened);
  return opened.status();
}

}  // namespace probity::testing

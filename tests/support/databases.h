// Empty databases for suites that run on every engine:
//
//   class LedgerTest : public ::testing::TestWithParam<std::string> {
//    protected:
//     TestDatabase database_{GetParam(), Migrations()};
//   };
//   PROBITY_ON_EVERY_ENGINE(LedgerTest);
//   TEST_P(LedgerTest, KeepsWhatWasPosted) { … database_->Transact(…) … }
//
// Link tests_mariadb and label the test `store`.
#ifndef PROBITY_TESTS_SUPPORT_DATABASES_H_
#define PROBITY_TESTS_SUPPORT_DATABASES_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "tests/support/process.h"

namespace probity {

// The region whose rows the tests of stores write.
inline constexpr char kRegion[] = "demo";

namespace testing {

// {"sqlite", "mariadb"}.
std::vector<std::string> Engines();

// A database that is empty but for `migrations`; removed at the end. On MariaDB it is a schema of
// its own on the one server of this test program. Throws, which fails the test, if it cannot be
// made.
class TestDatabase {
 public:
  using Tune = std::function<void(sql::Options&)>;
  TestDatabase(const std::string& engine, const std::vector<sql::Migration>& migrations,
               const Tune& tune = {});
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  sql::Database& operator*() { return *database_; }
  sql::Database* operator->() { return database_.get(); }
  const sql::Options& options() const { return options_; }

  // Closes it and opens it again with `migrations`, as a restarted service would.
  absl::Status Reopen(const std::vector<sql::Migration>& migrations);
  void Close() { database_.reset(); }

 private:
  TempDir folder_;
  std::string schema_;  // MariaDB
  sql::Options options_;
  std::unique_ptr<sql::Database> database_;
};

}  // namespace testing
}  // namespace probity

#define PROBITY_ON_EVERY_ENGINE(Suite)                                    \
  INSTANTIATE_TEST_SUITE_P(                                               \
      Engines, Suite, ::testing::ValuesIn(::probity::testing::Engines()), \
      [](const ::testing::TestParamInfo<std::string>& engine) { return engine.param; })

#endif  // PROBITY_TESTS_SUPPORT_DATABASES_H_

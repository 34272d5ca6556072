// How a schema comes to be and stays the one the program was built for.
#include "common/sql/migrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "common/sql/database.h"
#include "common/status/status.h"
#include "tests/common/sql/schema.h"
#include "tests/support/databases.h"
#include "tests/support/mariadb.h"

namespace probity::sql::embedded {
const std::vector<Migration>& Migrations();
}

namespace probity::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SplitStatementsTest, AStatementEndsWithASemicolonAtTheEndOfALine) {
  EXPECT_THAT(SplitStatements("A;\nB 'x;y'\n  C ;\n\n-- note;\nD"),
              ElementsAre("A", "B 'x;y'\n  C ", "D"));
  EXPECT_THAT(SplitStatements("A;\r\nB;\r\n"), ElementsAre("A", "B"));
  EXPECT_THAT(SplitStatements("-- nothing\n\n"), ElementsAre());
}

TEST(EmbeddedMigrationsTest, AreTheFilesInOrderOfTheirNumbers) {
  const std::vector<Migration>& migrations = embedded::Migrations();
  ASSERT_EQ(migrations.size(), 2u);
  EXPECT_EQ(migrations[0].number, 1);
  EXPECT_EQ(migrations[0].name, "0001_first");
  EXPECT_EQ(migrations[1].number, 12);
  EXPECT_EQ(migrations[1].name, "0012_second");
  EXPECT_THAT(migrations[0].sqlite_sql, HasSubstr("DEFAULT 'a;b ?\?/ \"q\" \\n [x]'\n) STRICT;\n"));
  EXPECT_EQ(SplitStatements(migrations[0].sqlite_sql).size(), 2u);
  EXPECT_THAT(migrations[1].mysql_sql, HasSubstr("ADD COLUMN more BIGINT"));
}

TEST(CheckNumberingTest, RefusesNumbersThatAreNotPositiveAndUnique) {
  const std::string sql = "CREATE TABLE t (id INT);";
  EXPECT_TRUE(CheckNumbering({{2, "0002_b", sql, sql}, {1, "0001_a", sql, sql}}).ok());
  const std::vector<std::vector<Migration>> wrong = {
      {{0, "0000_a", sql, sql}},
      {{1, "0001_a", sql, sql}, {1, "0001_b", sql, sql}},
      {{1, "0001_a", "", sql}},
      {{1, "0001_a", sql, "-- nothing"}},
  };
  for (const std::vector<Migration>& migrations : wrong) {
    EXPECT_THAT(std::string(CheckNumbering(migrations).message()),
                HasSubstr(migrations.back().name));
  }
}

Migration Second() {
  return {2, "0002_more", "ALTER TABLE account ADD COLUMN more INTEGER NOT NULL DEFAULT 7;",
          "ALTER TABLE account ADD COLUMN more BIGINT NOT NULL DEFAULT 7;"};
}

class MigrateTest : public ::testing::TestWithParam<std::string> {
 protected:
  bool OnServer() const { return GetParam() == "mariadb"; }
  testing::TestDatabase database_{GetParam(), Schema()};
};
PROBITY_ON_EVERY_ENGINE(MigrateTest);

TEST_P(MigrateTest, EmbeddedFilesApply) {
  testing::TestDatabase database(GetParam(), embedded::Migrations());
  ASSERT_TRUE(ExecuteAlone(*database, "INSERT INTO one (id) VALUES (1)").ok());
  ASSERT_TRUE(ExecuteAlone(*database, "INSERT INTO two (id) VALUES (1)").ok());
  EXPECT_EQ(*ReadInt(*database, "SELECT COUNT(*) FROM one WHERE note LIKE 'a;b ?\?/ \"q\" %'"), 1);
  EXPECT_EQ(*ReadInt(*database, "SELECT more FROM two"), 0);
}

TEST_P(MigrateTest, ARestartChangesNothing) {
  ASSERT_TRUE(ExecuteAlone(*database_, "INSERT INTO account (id, balance) VALUES (1, 5)").ok());
  database_.Close();
  const absl::Status again = Migrate(database_.options(), Schema());
  ASSERT_TRUE(again.ok()) << again;
  const absl::Status reopened = database_.Reopen(Schema());
  ASSERT_TRUE(reopened.ok()) << reopened;
  EXPECT_EQ(*ReadInt(*database_, "SELECT balance FROM account"), 5);
}

TEST_P(MigrateTest, AnAddedMigrationIsAppliedByItselfOnlyOnSqlite) {
  ASSERT_TRUE(ExecuteAlone(*database_, "INSERT INTO account (id, balance) VALUES (1, 5)").ok());
  std::vector<Migration> migrations = Schema();
  migrations.push_back(Second());
  if (OnServer()) {
    const absl::Status pending = database_.Reopen(migrations);
    EXPECT_TRUE(absl::IsFailedPrecondition(pending)) << pending;
    EXPECT_THAT(std::string(pending.message()), HasSubstr("0002_more is not applied"));
    ASSERT_TRUE(Migrate(database_.options(), migrations).ok());
  }
  const absl::Status reopened = database_.Reopen(migrations);
  ASSERT_TRUE(reopened.ok()) << reopened;
  EXPECT_EQ(*ReadInt(*database_, "SELECT more FROM account"), 7);
}

TEST_P(MigrateTest, AChangedMigrationIsRefused) {
  std::vector<Migration> migrations = Schema();
  migrations[0].sqlite_sql += "\n";
  migrations[0].mysql_sql += "\n";
  const absl::Status changed = database_.Reopen(migrations);
  EXPECT_TRUE(absl::IsFailedPrecondition(changed)) << changed;
  EXPECT_THAT(std::string(changed.message()), HasSubstr("0001_init was changed"));
  EXPECT_FALSE(Migrate(database_.options(), migrations).ok());
}

TEST_P(MigrateTest, AnOlderProgramRunsOnANewerServerSchemaButNotOnANewerFile) {
  std::vector<Migration> newer = Schema();
  newer.push_back(Second());
  database_.Close();
  ASSERT_TRUE(Migrate(database_.options(), newer).ok());
  const absl::Status older = database_.Reopen(Schema());
  if (OnServer()) {
    EXPECT_TRUE(older.ok()) << older;
  } else {
    EXPECT_TRUE(absl::IsFailedPrecondition(older)) << older;
    EXPECT_THAT(std::string(older.message()), HasSubstr("0002_more"));
  }
}

TEST_P(MigrateTest, AFailingMigrationIsReportedAndNotTakenForApplied) {
  std::vector<Migration> broken = Schema();
  broken.push_back({2, "0002_broken",
                    "CREATE TABLE fine (id INTEGER NOT NULL PRIMARY KEY) STRICT;\nNONSENSE;",
                    "CREATE TABLE fine (id BIGINT NOT NULL PRIMARY KEY);\nNONSENSE;"});
  database_.Close();
  EXPECT_FALSE(Migrate(database_.options(), broken).ok());
  EXPECT_FALSE(database_.Reopen(broken).ok());
  const absl::Status reopened = database_.Reopen(Schema());
  ASSERT_TRUE(reopened.ok()) << reopened;
}

TEST_P(MigrateTest, CheckSeesASchemaThatWasTamperedWith) {
  ASSERT_TRUE(database_->Check(Soon()).ok());
  ASSERT_TRUE(ExecuteAlone(*database_, "UPDATE schema_migration SET sha256 = 'x'").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(database_->Check(Soon())));
}

TEST(MigrateServerTest, AStoppedMigrationGoesOnWhereItStopped) {
  testing::TestDatabase database("mariadb", Schema());
  std::vector<Migration> migrations = Schema();
  migrations.push_back({2, "0002_two_steps", "SELECT 1;",
                        "CREATE TABLE step_one (id BIGINT NOT NULL PRIMARY KEY);\n"
                        "CREATE TABLE step_two (id BIGINT NOT NULL PRIMARY KEY);"});
  // The second step fails, because its table is there; then the obstacle goes away.
  const std::string url = database.options().url;
  const std::string name = url.substr(url.find("/", 8) + 1, url.find("?") - url.find("/", 8) - 1);
  ASSERT_TRUE(testing::SharedMariaDb()
                  .Admin("CREATE TABLE " + name + ".step_two (id INT NOT NULL PRIMARY KEY)")
                  .ok());
  const absl::Status stopped = Migrate(database.options(), migrations);
  EXPECT_THAT(std::string(stopped.message()), HasSubstr("0002_two_steps, statement 2"));
  ASSERT_TRUE(testing::SharedMariaDb().Admin("DROP TABLE " + name + ".step_two").ok());
  const absl::Status resumed = Migrate(database.options(), migrations);
  ASSERT_TRUE(resumed.ok()) << resumed;
  ASSERT_TRUE(database.Reopen(migrations).ok());
  EXPECT_EQ(*ReadInt(*database, "SELECT COUNT(*) FROM step_two"), 0);
}

TEST(MigrateServerTest, SeveralProcessesAtOnceApplyEverythingOnce) {
  const absl::StatusOr<std::string> url = testing::SharedMariaDb().CreateDatabase("race");
  ASSERT_TRUE(url.ok()) << url.status();
  Options options;
  options.url = *url;
  std::vector<Migration> migrations = Schema();
  migrations.push_back(Second());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const absl::Status status = Migrate(options, migrations);
      EXPECT_TRUE(status.ok()) << status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(Open(options, migrations).ok());
}

}  // namespace
}  // namespace probity::sql

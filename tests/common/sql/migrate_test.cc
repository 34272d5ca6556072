// How a schema comes to be and stays the one the program was built for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "common/crypto/crypto.h"
#include "common/sql/database.h"
#include "common/sql/migration_text.h"
#include "common/sql/schema_history.h"
#include "common/status/status.h"
#include "tests/common/sql/schema.h"
#include "tests/support/databases.h"
#include "tests/support/mariadb.h"
#include "tests/support/migrate_at_once.h"

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
  EXPECT_THAT(SplitStatements("  A;\n\tB\n  C;"), ElementsAre("A", "B\n  C"))
      << "it begins with its verb";
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

TEST(CompatibleFromTest, IsWhatBothTextsDeclareOrTheMigrationItself) {
  const std::string sql = "CREATE TABLE t (id INT);";
  const auto declaring = [&](const std::string& sqlite, const std::string& mysql) {
    return CompatibleFrom({7, "0007_g", sqlite + sql, mysql + sql});
  };
  EXPECT_EQ(*declaring("", ""), 7);
  EXPECT_EQ(*declaring("-- why\n-- compatible-from: 3\n", "-- compatible-from: 0003\r\n"), 3);
  EXPECT_EQ(*declaring("-- compatible-from: 0\n", "-- compatible-from:0\n"), 0);
  EXPECT_EQ(*declaring("-- compatible-from: 7\n", "-- compatible-from: 7\n"), 7);
  const std::string three = "-- compatible-from: 3\n";
  EXPECT_FALSE(declaring(three, "").ok()) << "one text only";
  EXPECT_FALSE(declaring("", three).ok()) << "one text only";
  EXPECT_FALSE(declaring(three, "-- compatible-from: 4\n").ok()) << "two numbers";
  for (const std::string wrong : {"8", "-1", "", "three", "3 4"}) {
    const std::string line = "-- compatible-from: " + wrong + "\n";
    EXPECT_FALSE(declaring(line, line).ok()) << wrong;
    EXPECT_FALSE(CheckNumbering({{7, "0007_g", line + sql, line + sql}}).ok()) << wrong;
  }
}

// Which programs may work on a schema that holds 1, 2, 5 and one migration more.
TEST(CheckHistoryTest, AnUnknownMigrationSuitsProgramsFromTheOneItNames) {
  const auto migration = [](int number) {
    const std::string sql = "CREATE TABLE t (id INT);";
    return Migration{number, "000" + std::to_string(number), sql, sql};
  };
  const std::vector<Migration> old_program = {migration(1), migration(2)};
  const std::vector<Migration> program = {migration(1), migration(2), migration(5)};
  struct Case {
    int64_t number, compatible_from;
    bool suits_old, suits_program;
    std::string what;
  };
  const std::vector<Case> cases = {
      {8, 0, true, true, "adds; any program"},
      {8, 2, true, true, "adds; from the older program on"},
      {8, 3, false, true, "takes away what programs before 3 used"},
      {8, 5, false, true, "takes away what programs before 5 used"},
      {8, 6, false, false, "takes away what programs before 6 used"},
      {8, 8, false, false, "declares nothing"},
      {4, 4, false, false, "declares nothing, from another line of programs"},
      {4, 2, true, true, "comes late and adds"},
  };
  for (const Case& one : cases) {
    std::vector<AppliedMigration> history;
    for (const Migration& known : program) {
      history.push_back(
          {known.number, known.name, crypto::Hex(crypto::Sha256(known.mysql_sql)), 1, 1, 0});
    }
    history.push_back({one.number, "other", "of another text", 3, 1, one.compatible_from});
    const auto old_answer = CheckHistory(history, old_program, Dialect::Engine::kMySql);
    const auto answer = CheckHistory(history, program, Dialect::Engine::kMySql);
    EXPECT_EQ(old_answer.ok(), one.suits_old) << one.what << ": " << old_answer.status();
    EXPECT_EQ(answer.ok(), one.suits_program) << one.what << ": " << answer.status();
    if (!answer.ok()) EXPECT_THAT(std::string(answer.status().message()), HasSubstr("other"));
    if (answer.ok()) EXPECT_EQ(*answer, SchemaAge::kNewer) << one.what;
    history.pop_back();
    EXPECT_EQ(*CheckHistory(history, program, Dialect::Engine::kMySql), SchemaAge::kOwn);
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
  const absl::Status again = testing::MigrateAtOnce(database_.options(), Schema());
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
    ASSERT_TRUE(testing::MigrateAtOnce(database_.options(), migrations).ok());
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
  EXPECT_FALSE(testing::MigrateAtOnce(database_.options(), migrations).ok());
}

// The same column, added by a migration that says which programs may go on.
Migration Declaring(const std::string& line) {
  Migration migration = Second();
  migration.sqlite_sql = line + "\n" + migration.sqlite_sql;
  migration.mysql_sql = line + "\n" + migration.mysql_sql;
  return migration;
}

TEST_P(MigrateTest, AnOlderProgramWorksOnASchemaThatOnlyGrewAndRefusesAnother) {
  std::vector<Migration> newer = Schema();
  newer.push_back(Declaring("-- compatible-from: 1"));
  database_.Close();
  ASSERT_TRUE(testing::MigrateAtOnce(database_.options(), newer).ok());
  const absl::Status older = database_.Reopen(Schema());
  ASSERT_TRUE(older.ok()) << older;
  EXPECT_TRUE(ExecuteAlone(*database_, "INSERT INTO account (id, balance) VALUES (1, 5)").ok());
  EXPECT_TRUE(database_->Check(Soon()).ok());

  newer.push_back({3, "0003_contract", "ALTER TABLE account DROP COLUMN balance;",
                   "ALTER TABLE account DROP COLUMN balance;"});
  if (!OnServer()) {
    newer.back().sqlite_sql = "DROP TABLE account;";
    database_.Close();  // one process per file
  }
  ASSERT_TRUE(testing::MigrateAtOnce(database_.options(), newer).ok());
  const absl::Status refused = OnServer() ? database_->Check(Soon()) : database_.Reopen(Schema());
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("0003_contract"));
}

TEST_P(MigrateTest, AFailingMigrationIsReportedAndNotTakenForApplied) {
  std::vector<Migration> broken = Schema();
  broken.push_back({2, "0002_broken",
                    "-- compatible-from: 1\n"
                    "CREATE TABLE fine (id INTEGER NOT NULL PRIMARY KEY) STRICT;\nNONSENSE;",
                    "-- compatible-from: 1\n"
                    "CREATE TABLE fine (id BIGINT NOT NULL PRIMARY KEY);\nNONSENSE;"});
  database_.Close();
  EXPECT_FALSE(testing::MigrateAtOnce(database_.options(), broken).ok());
  EXPECT_FALSE(database_.Reopen(broken).ok());
  const absl::Status reopened = database_.Reopen(Schema());
  ASSERT_TRUE(reopened.ok()) << reopened;
}

TEST_P(MigrateTest, CheckSeesASchemaThatWasTamperedWith) {
  ASSERT_TRUE(database_->Check(Soon()).ok());
  ASSERT_TRUE(ExecuteAlone(*database_, "UPDATE schema_migration SET sha256 = 'x'").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(database_->Check(Soon())));
}

std::string NameIn(const std::string& url) {
  const size_t begin = url.find('/', 8) + 1;
  return url.substr(begin, url.find('?') - begin);
}

TEST(MigrateServerTest, AHistoryOfAnEarlierFormIsCompletedByMigrating) {
  testing::TestDatabase database("mariadb", Schema());
  ASSERT_TRUE(testing::SharedMariaDb()
                  .Admin("ALTER TABLE " + NameIn(database.options().url) +
                         ".schema_migration DROP COLUMN compatible_from")
                  .ok());
  EXPECT_THAT(std::string(database->Check(Soon()).message()), HasSubstr("'migrate' command"));
  ASSERT_TRUE(testing::MigrateAtOnce(database.options(), Schema()).ok());
  const absl::Status checked = database->Check(Soon());
  EXPECT_TRUE(checked.ok()) << checked;
}

TEST(MigrateServerTest, AStoppedMigrationGoesOnWhereItStopped) {
  testing::TestDatabase database("mariadb", Schema());
  std::vector<Migration> migrations = Schema();
  migrations.push_back({2, "0002_two_steps", "SELECT 1;",
                        "CREATE TABLE step_one (id BIGINT NOT NULL PRIMARY KEY);\n"
                        "CREATE TABLE step_two (id BIGINT NOT NULL PRIMARY KEY);"});
  // The second step fails, because its table is there; then the obstacle goes away.
  const std::string name = NameIn(database.options().url);
  ASSERT_TRUE(testing::SharedMariaDb()
                  .Admin("CREATE TABLE " + name + ".step_two (id INT NOT NULL PRIMARY KEY)")
                  .ok());
  const absl::Status stopped = testing::MigrateAtOnce(database.options(), migrations);
  EXPECT_THAT(std::string(stopped.message()), HasSubstr("0002_two_steps, statement 2"));
  ASSERT_TRUE(testing::SharedMariaDb().Admin("DROP TABLE " + name + ".step_two").ok());
  const absl::Status resumed = testing::MigrateAtOnce(database.options(), migrations);
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
      const absl::Status status = testing::MigrateAtOnce(options, migrations);
      EXPECT_TRUE(status.ok()) << status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(Open(options, migrations).ok());
}

}  // namespace
}  // namespace probity::sql

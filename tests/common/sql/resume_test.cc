// A migration on a server that was stopped: by a cut between a statement and its note, by kill -9,
// by a refusal; and who may go on with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/sql/database.h"
#include "common/sql/migration_text.h"
#include "services/review/store/hearing/migrations.h"
#include "services/review/store/roster/migrations.h"
#include "services/scoring/store/migrations.h"
#include "services/settlement/store/migrations.h"
#include "tests/common/sql/schema.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/databases.h"
#include "tests/support/mariadb.h"
#include "tests/support/migrate_at_once.h"

namespace probity::sql {
namespace {

using ::testing::HasSubstr;
using testing::MigrateAtOnce;
using testing::SharedMariaDb;

std::string Admin(const std::string& sql) {
  const absl::StatusOr<std::string> answer = SharedMariaDb().Admin(sql);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? *answer : "";
}

Options NewDatabase(const std::string& name) {
  Options options;
  const absl::StatusOr<std::string> url = SharedMariaDb().CreateDatabase(name);
  EXPECT_TRUE(url.ok()) << url.status();
  if (url.ok()) options.url = *url;
  return options;
}

// Columns and keys of every table.
std::string ShapeOf(const std::string& schema) {
  return Admin(absl::StrCat(
      "SELECT table_name, ordinal_position, column_name, column_type, is_nullable, column_default, "
      "collation_name, extra FROM information_schema.columns WHERE table_schema = '",
      schema,
      "' ORDER BY 1, 2; SELECT table_name, index_name, seq_in_index, column_name, non_unique "
      "FROM information_schema.statistics WHERE table_schema = '",
      schema, "' ORDER BY 1, 2, 3; SELECT number, statements - applied, begun FROM ", schema,
      ".schema_migration ORDER BY 1"));
}

// The same after a run from end to end.
std::string StraightShape(const std::string& name, const std::vector<Migration>& migrations) {
  const absl::Status migrated = MigrateAtOnce(NewDatabase(name), migrations);
  EXPECT_TRUE(migrated.ok()) << migrated;
  return ShapeOf(name);
}

void WaitUntil(const std::string& what, const std::function<bool()>& holds) {
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (!holds()) {
    ASSERT_LT(absl::Now(), deadline) << "never came: " << what;
    absl::SleepFor(absl::Milliseconds(20));
  }
}

// Whether a connection of `user` is in this state.
bool Is(const std::string& user, const std::string& state) {
  return Admin(absl::StrCat("SELECT COUNT(*) FROM information_schema.processlist WHERE user = '",
                            user, "' AND state LIKE '", state, "%'")) != "0\n";
}

// A run for each statement, in which the connection is cut once the server has carried it out and
// before that is written down; then one that is left alone.
void CutAtEveryStatement(const Options& direct, const std::vector<Migration>& migrations) {
  testing::CuttingProxy proxy(SharedMariaDb().port());
  Options through = direct;
  through.url = absl::StrReplaceAll(direct.url, {{absl::StrCat(":", SharedMariaDb().port(), "/"),
                                                  absl::StrCat(":", proxy.port(), "/")}});
  int cuts = 0;
  for (const Migration* migration : InOrder(migrations)) {
    for (const std::string& statement : SplitStatements(migration->mysql_sql)) {
      proxy.Arm({.trigger = statement, .await_answer = true});
      const absl::Status cut = MigrateAtOnce(through, migrations);
      ASSERT_TRUE(absl::IsUnavailable(cut)) << cut << "\n" << statement;
      ASSERT_EQ(proxy.cuts(), ++cuts) << statement;
    }
  }
  const absl::Status whole = MigrateAtOnce(through, migrations);
  EXPECT_TRUE(whole.ok()) << whole;
}

// A statement of each kind, as migrations have them.
std::vector<Migration> EveryKind() {
  std::vector<Migration> migrations = Schema();
  migrations.push_back(
      {2, "0002_every_kind", "SELECT 1;",
       "CREATE TABLE fresh (id BIGINT NOT NULL PRIMARY KEY, old_name BIGINT, note VARCHAR(9), "
       "KEY by_note (note)) ENGINE=InnoDB;\n"
       "ALTER TABLE fresh ADD COLUMN more BIGINT NOT NULL DEFAULT 7;\n"
       "INSERT INTO fresh (id) VALUES (1);\n"
       "ALTER TABLE fresh ADD KEY by_more (more);\n"
       "CREATE INDEX by_both ON fresh (more, note);\n"
       "UPDATE fresh SET more = more + 1;\n"
       "ALTER TABLE fresh RENAME COLUMN old_name TO new_name, ADD COLUMN last BIGINT;\n"
       "ALTER TABLE fresh DROP PRIMARY KEY, ADD PRIMARY KEY (id, more);\n"
       "ALTER TABLE fresh DROP KEY by_note;\n"
       "ALTER TABLE fresh MODIFY COLUMN note VARCHAR(99);\n"
       "ALTER TABLE fresh DROP COLUMN last;\n"
       "CREATE TABLE bare (id BIGINT NOT NULL) ENGINE=InnoDB;\n"
       "ALTER TABLE bare ADD PRIMARY KEY (id);\n"
       "RENAME TABLE entry TO item;\n"
       "DROP TABLE anything;\n"});
  return migrations;
}

TEST(ResumeTest, AStatementThatWasCarriedOutAndNotWrittenDownIsDoneOnceOfEveryKind) {
  const std::string expected = StraightShape("kinds_straight", EveryKind());
  const Options options = NewDatabase("kinds_cut");
  CutAtEveryStatement(options, EveryKind());
  EXPECT_EQ(ShapeOf("kinds_cut"), expected);
  EXPECT_EQ(Admin("SELECT id, more FROM kinds_cut.fresh"), "1\t8\n") << "rows are changed once";
}

TEST(ResumeTest, EveryStatementOfTheShippedSchemasMayBeRepeated) {
  const struct {
    const char* name;
    const std::vector<Migration>& migrations;
  } table[] = {{"scoring", scoring::Migrations()},
               {"settlement", settlement::Migrations()},
               {"roster", review::roster::Migrations()},
               {"hearing", review::hearing::Migrations()}};
  for (const auto& row : table) {
    SCOPED_TRACE(row.name);
    const std::string cut = absl::StrCat(row.name, "_cut");
    const std::string expected = StraightShape(absl::StrCat(row.name, "_straight"), row.migrations);
    CutAtEveryStatement(NewDatabase(cut), row.migrations);
    EXPECT_EQ(ShapeOf(cut), expected);
  }
}

TEST(ResumeTest, WhatIsThereAlreadyIsForgivenToTheOneStatementThatMayHaveMadeIt) {
  std::vector<Migration> migrations = Schema();
  migrations.push_back({2, "0002_two_steps", "SELECT 1;",
                        "CREATE TABLE step_one (id BIGINT NOT NULL PRIMARY KEY);\n"
                        "CREATE TABLE step_two (id BIGINT NOT NULL PRIMARY KEY);"});
  const Options options = NewDatabase("obstacle");
  Admin("CREATE TABLE obstacle.step_two (other INT NOT NULL PRIMARY KEY)");
  testing::CuttingProxy proxy(SharedMariaDb().port());
  Options through = options;
  through.url = absl::StrReplaceAll(options.url, {{absl::StrCat(":", SharedMariaDb().port(), "/"),
                                                   absl::StrCat(":", proxy.port(), "/")}});
  proxy.Arm({.trigger = "CREATE TABLE step_one", .await_answer = true});
  ASSERT_TRUE(absl::IsUnavailable(MigrateAtOnce(through, migrations)));
  for (int again = 0; again < 3; ++again) {
    const absl::Status refused = MigrateAtOnce(options, migrations);
    EXPECT_EQ(refused.code(), absl::StatusCode::kInternal) << refused;
    EXPECT_THAT(std::string(refused.message()), HasSubstr("0002_two_steps, statement 2"));
  }
  Admin("DROP TABLE obstacle.step_two");
  const absl::Status resumed = MigrateAtOnce(options, migrations);
  ASSERT_TRUE(resumed.ok()) << resumed;
  EXPECT_EQ(Admin("SELECT COUNT(*) FROM obstacle.step_two WHERE id = 1"), "0\n");
}

TEST(ResumeTest, AMigratorKilledAtAnyMomentLeavesASchemaTheNextOneCompletes) {
  const std::string expected = StraightShape("killed_straight", settlement::Migrations());
  const Options options = NewDatabase("killed");
  for (int kills = 0; kills < 16; ++kills) {
    testing::Fork migrator(
        [&] { return MigrateAtOnce(options, settlement::Migrations()).ok() ? 0 : 1; });
    absl::SleepFor(absl::Milliseconds(10 + 4 * kills));
    migrator.Kill();
  }
  const absl::Status completed = MigrateAtOnce(options, settlement::Migrations());
  EXPECT_TRUE(completed.ok()) << completed;
  EXPECT_EQ(ShapeOf("killed"), expected);
}

// The server works on at what a killed program sent it, until it finds out.
TEST(ResumeTest, AMigratorKilledAmidAStatementIsSucceededOnceTheServerHasEndedIt) {
  testing::TestDatabase database("mariadb", Schema());
  const std::string user = database.options().url.substr(8, database.options().url.find('@') - 8);
  std::vector<Migration> migrations = Schema();
  migrations.push_back({2, "0002_more", "SELECT 1;", "ALTER TABLE account ADD COLUMN more INT;"});
  testing::Fork migrator(
      [&] { return MigrateAtOnce(database.options(), migrations).ok() ? 0 : 1; });
  std::thread successor;
  const absl::Status read = database->Read(Soon(), [&](Tx& tx) -> absl::Status {
    // While this is open, nobody changes the table.
    const absl::Status held = tx.Query("SELECT id FROM account", {}).status();
    WaitUntil("the statement waits", [&] { return Is(user, "Waiting for table metadata lock"); });
    migrator.Kill();
    successor = std::thread([&] {
      const absl::Status resumed = MigrateAtOnce(database.options(), migrations);
      EXPECT_TRUE(resumed.ok()) << resumed;
    });
    WaitUntil("the successor waits",
              [&] { return Is(user, "User lock") || Is(user, "Waiting for table metadata lock"); });
    return held;
  });
  EXPECT_TRUE(read.ok()) << read;
  successor.join();
  EXPECT_TRUE(database.Reopen(migrations).ok());
}

TEST(ResumeTest, HoweverLongAStatementTakesNobodyElseMigrates) {
  testing::TestDatabase database("mariadb", Schema());
  const std::string user = database.options().url.substr(8, database.options().url.find('@') - 8);
  std::vector<Migration> migrations = Schema();
  migrations.push_back({2, "0002_more", "SELECT 1;", "ALTER TABLE account ADD COLUMN more INT;"});
  const auto migrate = [&] {
    const absl::Status migrated = MigrateAtOnce(database.options(), migrations);
    EXPECT_TRUE(migrated.ok()) << migrated;
  };
  std::thread first;
  std::thread second;
  const absl::Status read = database->Read(Soon(), [&](Tx& tx) -> absl::Status {
    const absl::Status held = tx.Query("SELECT id FROM account", {}).status();
    first = std::thread(migrate);
    WaitUntil("the statement waits", [&] { return Is(user, "Waiting for table metadata lock"); });
    // As after any length of time: nothing that could run out is left.
    Admin(absl::StrCat("UPDATE ", user, ".schema_lease SET expires_us = 0"));
    second = std::thread(migrate);
    WaitUntil("the second waits for the first", [&] { return Is(user, "User lock"); });
    const std::string holder = absl::StrCat("SELECT holder FROM ", user, ".schema_lease");
    const std::string before = Admin(holder);
    absl::SleepFor(absl::Milliseconds(1500));  // it asks once a second
    EXPECT_EQ(Admin(holder), before) << "the second took over";
    return held;
  });
  EXPECT_TRUE(read.ok()) << read;
  first.join();
  second.join();
  EXPECT_TRUE(database.Reopen(migrations).ok());
}

// A failover leaves the lock behind on the other node.
TEST(ResumeTest, WhoeverWasSucceededFailsAtItsNextStep) {
  testing::TestDatabase database("mariadb", Schema());
  std::vector<Migration> migrations = Schema();
  const std::string user = database.options().url.substr(8, database.options().url.find('@') - 8);
  migrations.push_back({2, "0002_two_steps", "SELECT 1;",
                        "ALTER TABLE account ADD COLUMN more INT;\n"
                        "CREATE TABLE never (id INT NOT NULL PRIMARY KEY);"});
  std::thread first;
  const absl::Status read = database->Read(Soon(), [&](Tx& tx) -> absl::Status {
    const absl::Status held = tx.Query("SELECT id FROM account", {}).status();
    first = std::thread([&] {
      const absl::Status lost = MigrateAtOnce(database.options(), migrations);
      EXPECT_TRUE(absl::IsAborted(lost)) << lost;
      EXPECT_THAT(std::string(lost.message()), HasSubstr("took this migration over"));
    });
    WaitUntil("the statement waits", [&] { return Is(user, "Waiting for table metadata lock"); });
    Admin(absl::StrCat("UPDATE ", user, ".schema_lease SET holder = 'another'"));
    return held;
  });
  EXPECT_TRUE(read.ok()) << read;
  first.join();
  EXPECT_EQ(Admin(absl::StrCat("SHOW TABLES IN ", user, " LIKE 'never'")), "");
  const absl::Status resumed = MigrateAtOnce(database.options(), migrations);
  EXPECT_TRUE(resumed.ok()) << resumed << ": the column is there";
}

TEST(ResumeTest, EachStatementHasTheWholeLimitToItselfAndBlocksATableForNoLongerThanACall) {
  const Options options = NewDatabase("limits");
  const Migration copies = {1, "0001_limits", "SELECT 1;",
                            "CREATE TABLE seen (PRIMARY KEY (runs)) "
                            "SELECT CAST(@@max_statement_time AS INTEGER) AS runs, "
                            "@@lock_wait_timeout AS waits;"};
  ASSERT_TRUE(MigrateAtOnce(options, {copies}).ok());
  EXPECT_EQ(Admin("SELECT runs, waits FROM limits.seen"), absl::StrCat(6 * 60 * 60, "\t30\n"));
}

}  // namespace
}  // namespace probity::sql

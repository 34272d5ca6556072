// A release that takes away what an older one uses: it is announced, the older programs cease to
// write, and only then does the schema change. And what a newer release makes of rights.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/database.h"
#include "common/sql/inspect.h"
#include "common/sql/upgrade.h"
#include "common/status/status.h"
#include "tests/common/sql/schema.h"
#include "tests/support/databases.h"
#include "tests/support/mariadb.h"

namespace probity::sql {
namespace {

using ::testing::HasSubstr;

Migration On(int number, const std::string& compatible_from, const std::string& statement) {
  const std::string line =
      compatible_from.empty() ? "" : "-- compatible-from: " + compatible_from + "\n";
  return {number, absl::StrCat("000", number, "_step"), line + "SELECT 1;", line + statement};
}

std::vector<Migration> With(std::vector<Migration> migrations, const Migration& one) {
  migrations.push_back(one);
  return migrations;
}

const Migration kExpand = On(2, "1", "ALTER TABLE account ADD COLUMN more INT;");
const Migration kContract = On(3, "2", "ALTER TABLE account DROP COLUMN balance;");

class ContractTest : public ::testing::Test {
 protected:
  // The waits of a run, each of which ends as `told` says.
  absl::Status Run(
      const std::vector<Migration>& migrations,
      const std::function<absl::Status()>& told = [] { return absl::OkStatus(); }) {
    return MigrateWith(database_.options(), migrations,
                       {.wait =
                            [&](absl::Duration time) {
                              EXPECT_EQ(time, kStopWait);
                              ++waits_;
                              return told();
                            },
                        .tell = [&](std::string_view text) { text_ += text; }});
  }
  std::unique_ptr<Database> Program(absl::Duration fresh) {
    return *OpenWith(database_.options(), Schema(), fresh);
  }
  // With the columns it will have in the end.
  static absl::Status Book(Database& database) {
    return ExecuteAlone(database, "INSERT INTO account (id, balance) VALUES (1, 0)");
  }
  int64_t Accounts() { return *ReadInt(*database_, "SELECT COUNT(*) FROM account"); }

  testing::TestDatabase database_{"mariadb", Schema()};
  int waits_ = 0;
  std::string text_;
};

TEST_F(ContractTest, OlderProgramsHaveCeasedToWriteBeforeWhatTheyUseGoes) {
  ASSERT_TRUE(Run(With(Schema(), kExpand)).ok());
  const std::unique_ptr<Database> watchful = Program(absl::ZeroDuration());
  const std::unique_ptr<Database> checking = Program(absl::InfiniteDuration());
  ASSERT_TRUE(Book(*watchful).ok());
  const absl::Status contracted = Run(With(With(Schema(), kExpand), kContract), [&] {
    EXPECT_EQ(*ReadInt(*database_, "SELECT SUM(balance) FROM account"), 0) << "it is still there";
    EXPECT_TRUE(HasReason(Book(*watchful), Reason::k_STORAGE_UNAVAILABLE)) << Book(*watchful);
    const absl::Status told = checking->Check(Soon());
    EXPECT_TRUE(absl::IsFailedPrecondition(told)) << told;
    EXPECT_THAT(std::string(told.message()), HasSubstr("0003_step, which this program does not"));
    EXPECT_TRUE(HasReason(Book(*checking), Reason::k_STORAGE_UNAVAILABLE));
    return absl::OkStatus();
  });
  EXPECT_TRUE(contracted.ok()) << contracted;
  EXPECT_EQ(waits_, 1);
  EXPECT_THAT(text_, HasSubstr("migration 0003_step shuts older programs out"));
  EXPECT_THAT(text_, HasSubstr("begins in 15 s"));
  EXPECT_THAT(text_, HasSubstr("15 秒后开始"));
  EXPECT_FALSE(ReadInt(*database_, "SELECT SUM(balance) FROM account").ok());
}

TEST_F(ContractTest, WhatWasBegunBeforeTheAnnouncementIsNotCommittedAfterItsTime) {
  const std::unique_ptr<Database> late = Program(absl::ZeroDuration());
  const std::unique_ptr<Database> timely = Program(kSchemaFresh);
  const auto announced_amid = [&](Database& database) {
    return database.Transact(Soon(), [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(
          tx.Execute("INSERT INTO account (id, balance) VALUES (1, 0)", {}).status());
      EXPECT_FALSE(Run(With(Schema(), On(2, "", "SELECT 1;")), [] {
                     return absl::AbortedError("stopped while it waits");
                   }).ok());
      return absl::OkStatus();
    });
  };
  const absl::Status refused = announced_amid(*late);
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_EQ(Accounts(), 0);
  // Whom the wait is for.
  const absl::Status committed = announced_amid(*timely);
  EXPECT_TRUE(committed.ok()) << committed;
  EXPECT_EQ(Accounts(), 1);
}

TEST_F(ContractTest, OnlyWhatShutsSomebodyOutIsWaitedFor) {
  const auto stop = [] { return absl::AbortedError("stopped while it waits"); };
  EXPECT_TRUE(Run(Schema()).ok());
  EXPECT_EQ(waits_, 0) << "nothing was left to do";
  std::vector<Migration> release = With(Schema(), kExpand);
  EXPECT_TRUE(Run(release).ok());
  EXPECT_EQ(waits_, 0) << "it only adds";
  release = With(With(release, kContract), On(4, "", "ALTER TABLE account ADD COLUMN last INT;"));
  EXPECT_TRUE(absl::IsAborted(Run(release, stop)));
  EXPECT_EQ(waits_, 1);
  EXPECT_EQ(*ReadInt(*database_, "SELECT COUNT(*) FROM schema_migration"), 4) << "all announced";
  EXPECT_TRUE(Run(release).ok());
  EXPECT_EQ(waits_, 2) << "who was stopped while it waited waits again, once for all";
  release = With(release, On(5, "4", "NONSENSE;"));
  EXPECT_FALSE(Run(release).ok());
  EXPECT_EQ(waits_, 2) << "programs that know migration 4 are all that can be at work";

  Options empty;
  empty.url = *testing::SharedMariaDb().CreateDatabase("first_install");
  EXPECT_TRUE(
      MigrateWith(empty, Schema(),
                  {.wait = [](absl::Duration) { return absl::InternalError("nobody is at work"); },
                   .tell = {}})
          .ok());
}

TEST_F(ContractTest, RightsANewerReleaseChangedAreWarnedOfAndServed) {
  Options options = database_.options();
  const std::string schema = options.url.substr(8, options.url.find('@') - 8);
  options.grants = "GRANT INSERT ON entry TO x@'%';\nGRANT INSERT, UPDATE ON account TO x@'%';\n";
  ASSERT_TRUE(testing::SharedMariaDb()
                  .Admin(absl::StrCat("USE ", schema, "; REVOKE ALL ON ", schema, ".* FROM ",
                                      schema, "@'%'; GRANT SELECT ON ", schema, ".* TO ", schema,
                                      "@'%'; GRANT INSERT ON account TO ", schema, "@'%'"))
                  .ok());
  const absl::Status own = Open(options, Schema()).status();
  EXPECT_THAT(std::string(own.message()), HasSubstr("missing grants must be none"));

  // As the newer release leaves it behind, by an account that may.
  ASSERT_TRUE(testing::SharedMariaDb()
                  .Admin(absl::StrCat(
                      "INSERT INTO ", schema,
                      ".schema_migration (number, name, sha256, statements, applied, "
                      "compatible_from) VALUES (2, '0002_rights', REPEAT('0', 64), 1, 1, 1)"))
                  .ok());
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_TRUE(Book(**database).ok());
  EXPECT_TRUE((*database)->Check(Soon()).ok());
  const absl::StatusOr<Report> report = Inspect(options, Schema());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(TableOf(*report), HasSubstr("of a newer release, and suits this program  ok"));
  EXPECT_THAT(TableOf(*report), HasSubstr("UPDATE ON account, INSERT ON entry  (wanted"));
  EXPECT_THAT(TableOf(*report), HasSubstr("warning 警告"));
}

}  // namespace
}  // namespace probity::sql

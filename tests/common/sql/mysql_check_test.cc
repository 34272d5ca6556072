// The check of a server, on real ones: what is wrong with settings, schema and grants is named and
// refused at the start, by Check, and by a connection made in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/database.h"
#include "common/sql/inspect.h"
#include "common/status/status.h"
#include "tests/common/sql/schema.h"
#include "tests/support/databases.h"
#include "tests/support/mariadb.h"

namespace probity::sql {
namespace {

using ::testing::HasSubstr;
using testing::MariaDb;
using testing::SharedMariaDb;

// Settings are global, so this and the next have a server of their own.
TEST(MySqlCheckTest, UnsafeSettingsMakeCheckFailAndAreNamed) {
  const auto server = MariaDb::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  Options options;
  options.url = *(*server)->CreateDatabase("fitness");
  ASSERT_TRUE(Migrate(options, Schema()).ok());
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE((*database)->Check(Soon()).ok());

  ASSERT_TRUE((*server)->Admin("SET GLOBAL innodb_flush_log_at_trx_commit = 2").ok());
  const absl::Status unsafe = (*database)->Check(Soon());
  EXPECT_TRUE(absl::IsFailedPrecondition(unsafe)) << unsafe;
  EXPECT_THAT(std::string(unsafe.message()), HasSubstr("innodb_flush_log_at_trx_commit must be 1"));
  EXPECT_TRUE(absl::IsFailedPrecondition(Open(options, Schema()).status()));
  const absl::Status unwritten = OpenAccount(**database);
  EXPECT_TRUE(HasReason(unwritten, Reason::k_STORAGE_UNAVAILABLE)) << unwritten;
  EXPECT_EQ(*ReadInt(**database, "SELECT COUNT(*) FROM account"), 0) << "reads go on";
  ASSERT_TRUE((*server)->Admin("SET GLOBAL innodb_flush_log_at_trx_commit = 1").ok());
  EXPECT_TRUE((*database)->Check(Soon()).ok());

  // A connection made between two checks finds it out by itself.
  ASSERT_TRUE((*server)->Admin("SET GLOBAL innodb_strict_mode = 0; KILL USER fitness").ok());
  const absl::Status elsewhere = OpenAccount(**database);
  EXPECT_TRUE(absl::IsUnavailable(elsewhere)) << elsewhere;
  EXPECT_THAT(std::string(elsewhere.message()), HasSubstr("not fit to be written to"));
  ASSERT_TRUE((*server)->Admin("SET GLOBAL innodb_strict_mode = 1").ok());

  // What our connections set for themselves no longer comes from the server.
  ASSERT_TRUE((*server)->Admin("SET GLOBAL sql_select_limit = 1; KILL USER fitness").ok());
  EXPECT_EQ((*database)->Read(Soon(),
                              [](Tx& tx) -> absl::Status {
                                PROBITY_ASSIGN_OR_RETURN(
                                    const std::vector<Row> rows,
                                    tx.Query("SELECT table_name FROM information_schema.tables "
                                             "WHERE table_schema = DATABASE()",
                                             {}));
                                EXPECT_GT(rows.size(), 1u);
                                return absl::OkStatus();
                              }),
            absl::OkStatus());
  EXPECT_TRUE((*database)->Check(Soon()).ok());

  ASSERT_TRUE((*server)->Admin("SET GLOBAL read_only = 1").ok());
  EXPECT_TRUE(absl::IsUnavailable((*database)->Check(Soon())));
  const absl::Status refused = OpenAccount(**database);
  EXPECT_TRUE(HasReason(refused, Reason::k_STORAGE_UNAVAILABLE)) << refused;
  ASSERT_TRUE((*server)->Admin("SET GLOBAL read_only = 0").ok());
  EXPECT_TRUE((*database)->Check(Soon()).ok());
  EXPECT_TRUE(OpenAccount(**database).ok());
}

TEST(MySqlCheckTest, EverythingWrongIsNamedAtOnceToWhoeverStartsOrMigrates) {
  const auto server = MariaDb::Start(
      {"--sql-mode=", "--innodb-flush-log-at-trx-commit=2", "--innodb-doublewrite=0",
       "--innodb-flush-method=nosync", "--innodb-strict-mode=0", "--log-bin", "--sync-binlog=0",
       "--binlog-format=STATEMENT", "--max-allowed-packet=1M", "--read-only=1"});
  ASSERT_TRUE(server.ok()) << server.status();
  Options options;
  options.url = *(*server)->CreateDatabase("unsafe");
  ASSERT_TRUE((*server)->Admin("ALTER DATABASE unsafe COLLATE utf8mb4_general_ci").ok());
  const absl::Status migrated = Migrate(options, Schema());
  EXPECT_TRUE(absl::IsFailedPrecondition(migrated)) << migrated;
  const absl::Status opened = Open(options, Schema()).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(opened)) << opened;
  for (const char* said :
       {"database unsafe on 127.0.0.1:", "sql_mode must be strict", "innodb_doublewrite must be ON",
        "innodb_flush_log_at_trx_commit must be 1 and is 2", "innodb_flush_method must be fsync",
        "innodb_strict_mode must be ON", "sync_binlog must be 1 and is 0",
        "binlog_format must be ROW or MIXED and is STATEMENT",
        "max_allowed_packet must be at least 16777216 and is 1048576",
        "; read_only must be OFF and is ON: name the writable",
        "collation_database must be utf8mb4_bin and is utf8mb4_general_ci: ALTER DATABASE"}) {
    EXPECT_THAT(std::string(opened.message()), HasSubstr(said));
    EXPECT_THAT(std::string(migrated.message()), HasSubstr(said));
  }
  EXPECT_THAT(std::string(opened.message()), HasSubstr("0001_init is not applied"));
  const absl::StatusOr<Report> report = Inspect(options, Schema());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(TableOf(*report), HasSubstr("sync_binlog"));
}

TEST(MySqlCheckTest, AnAccountIsHeldToItsGrants) {
  const testing::TestDatabase granted("mariadb", Schema());
  Options options = granted.options();
  const std::string schema = options.url.substr(8, options.url.find('@') - 8);
  const std::string account = schema + "@'%'";
  options.grants = "GRANT INSERT ON entry TO x@'%';\nGRANT INSERT, UPDATE ON account TO x@'%';\n";
  const auto admin = [&](const std::string& sql) {
    const absl::StatusOr<std::string> done =
        SharedMariaDb().Admin(absl::StrCat("USE ", schema, "; ", sql));
    ASSERT_TRUE(done.ok()) << done.status();
  };
  const auto said = [](const absl::Status& status) { return std::string(status.message()); };
  EXPECT_TRUE(Open(options, Schema()).ok()) << "on this machine all rights are warned of only";

  admin("REVOKE ALL ON " + schema + ".* FROM " + account);
  admin("GRANT SELECT ON " + schema + ".* TO " + account);
  EXPECT_THAT(said(Open(options, Schema()).status()),
              HasSubstr("INSERT ON account, UPDATE ON account, INSERT ON entry"));
  admin("GRANT INSERT ON entry TO " + account);
  EXPECT_THAT(said(Open(options, Schema()).status()), HasSubstr("UPDATE ON account"));
  admin("GRANT INSERT, UPDATE ON account TO " + account);
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_TRUE(OpenAccount(**database).ok());

  admin("REVOKE INSERT ON entry FROM " + account);
  EXPECT_THAT(said((*database)->Check(Soon())), HasSubstr("INSERT ON entry"));
  EXPECT_TRUE(absl::IsUnavailable(ExecuteAlone(**database, "UPDATE account SET balance = 5")));
}

TEST(MySqlCheckTest, ASchemaIsPutRightBeforeItsGrants) {
  const absl::StatusOr<std::string> url = SharedMariaDb().CreateDatabase("ungranted");
  ASSERT_TRUE(url.ok()) << url.status();
  ASSERT_TRUE(SharedMariaDb()
                  .Admin("REVOKE ALL ON ungranted.* FROM ungranted@'%'; "
                         "GRANT SELECT ON ungranted.* TO ungranted@'%'")
                  .ok());
  Options options;
  options.url = *url;
  options.grants = "GRANT INSERT ON entry TO x@'%';\n";
  const std::string said(Open(options, Schema()).status().message());
  EXPECT_THAT(said, HasSubstr("0001_init is not applied"));
  EXPECT_THAT(said, ::testing::Not(HasSubstr("missing grants")));
}

}  // namespace
}  // namespace probity::sql

// What is looked at before a service writes: the judgement on every setting, without a server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/magic.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/grant_check.h"
#include "common/sql/server_check.h"
#include "common/sql/sqlite_check.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string TextOf(const absl::Status& status) {
  return std::string(status.message());
}

// MariaDB as docs/mysql.md asks for it, seen over TLS.
ServerFacts Safe() {
  ServerFacts facts;
  facts.version = "10.11.19-MariaDB-0+deb12u1";
  facts.tls_version = "TLSv1.3";
  facts.global = {{"sql_mode", "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION"},
                  {"innodb_flush_log_at_trx_commit", "1"},
                  {"innodb_doublewrite", "ON"},
                  {"innodb_flush_method", "O_DIRECT"},
                  {"innodb_force_recovery", "0"},
                  {"innodb_strict_mode", "ON"},
                  {"innodb_read_only", "OFF"},
                  {"log_bin", "ON"},
                  {"sync_binlog", "1"},
                  {"binlog_format", "MIXED"},
                  {"read_only", "OFF"}};
  facts.session = {{"sql_mode", absl::StrCat("NO_AUTO_CREATE_USER,", kSqlMode)},
                   {"tx_isolation", "REPEATABLE-READ"},
                   {"tx_read_only", "OFF"},
                   {"time_zone", "+00:00"},
                   {"unique_checks", "ON"},
                   {"sql_select_limit", "18446744073709551615"},
                   {"character_set_client", "utf8mb4"},
                   {"character_set_connection", "utf8mb4"},
                   {"character_set_results", "utf8mb4"},
                   {"character_set_database", "utf8mb4"},
                   {"collation_database", "utf8mb4_bin"},
                   {"max_allowed_packet", "16777216"}};
  return facts;
}

TEST(ServerCheckTest, ASafeServerIsServedWhicheverFamilyItIsOf) {
  EXPECT_TRUE(StatusOf(JudgeServer(Safe())).ok()) << StatusOf(JudgeServer(Safe()));
  ServerFacts mysql = Safe();
  mysql.version = "8.0.36";
  mysql.tls_version = "TLSv1.2";
  mysql.global["super_read_only"] = "OFF";
  mysql.global["Innodb_redo_log_enabled"] = "ON";
  mysql.global["innodb_doublewrite"] = "DETECT_AND_RECOVER";
  mysql.global["binlog_format"] = "ROW";
  mysql.session.erase("tx_isolation");
  mysql.session["transaction_isolation"] = "REPEATABLE-READ";
  EXPECT_TRUE(StatusOf(JudgeServer(mysql)).ok()) << StatusOf(JudgeServer(mysql));
  ServerFacts here = Safe();
  here.loopback = true;
  here.tls_version = "";
  here.global["log_bin"] = "OFF";
  here.global["sync_binlog"] = "0";  // MariaDB's default; there is no binary log to lose
  EXPECT_TRUE(StatusOf(JudgeServer(here)).ok()) << StatusOf(JudgeServer(here));
}

TEST(ServerCheckTest, EachWrongValueIsRefusedByNameWithItsRemedy) {
  const auto global = [](const char* name, const char* value) {
    return [=](ServerFacts& facts) { facts.global[name] = value; };
  };
  const auto session = [](const char* name, const char* value) {
    return [=](ServerFacts& facts) { facts.session[name] = value; };
  };
  const struct {
    std::function<void(ServerFacts&)> spoil;
    const char* says;
  } table[] = {
      {[](ServerFacts& f) { f.version = "10.6.22-MariaDB"; }, "version must be MariaDB from 10.11"},
      {[](ServerFacts& f) { f.version = "5.7.44"; }, "is 5.7.44: use MariaDB"},
      {[](ServerFacts& f) { f.version = "a new one"; }, "is a new one"},
      {[](ServerFacts& f) { f.tls_version = ""; }, "TLS must be TLSv1.2 or TLSv1.3 and is none"},
      {[](ServerFacts& f) { f.tls_version = "TLSv1.1"; }, "and is TLSv1.1: name the server's"},
      {global("sql_mode", ""), "sql_mode must be strict"},
      {global("sql_mode", "NO_ENGINE_SUBSTITUTION"), "and is NO_ENGINE_SUBSTITUTION: set it"},
      {session("sql_mode", "STRICT_ALL_TABLES"),
       "session sql_mode must be STRICT_ALL_TABLES,NO_ZE"},
      {session("tx_isolation", "READ-UNCOMMITTED"), "must be REPEATABLE-READ and is READ-UNCOMMIT"},
      {[](ServerFacts& f) { f.session.erase("tx_isolation"); }, "is unknown to the server"},
      {session("time_zone", "SYSTEM"), "session time_zone must be +00:00 and is SYSTEM"},
      {session("time_zone", "+08:00"), "is +08:00"},
      {global("innodb_flush_log_at_trx_commit", "2"), "must be 1 and is 2: set it"},
      {global("innodb_flush_log_at_trx_commit", "0"), "must be 1 and is 0: set it"},
      {[](ServerFacts& f) { f.global.erase("innodb_flush_log_at_trx_commit"); }, "is unknown"},
      {global("innodb_doublewrite", "OFF"), "innodb_doublewrite must be ON and is OFF"},
      {global("innodb_doublewrite", "DETECT_ONLY"), "is DETECT_ONLY"},
      {global("innodb_flush_method", "nosync"), "innodb_flush_method must be fsync or O_DIRECT"},
      {global("debug_no_sync", "ON"), "debug_no_sync must be OFF and is ON: set it"},
      {global("innodb_force_recovery", "1"), "innodb_force_recovery must be 0 and is 1"},
      {global("innodb_strict_mode", "OFF"), "innodb_strict_mode must be ON"},
      {global("Innodb_redo_log_enabled", "OFF"),
       "Innodb_redo_log_enabled must be ON and is OFF: ALTER INSTANCE ENABLE INNODB REDO_LOG"},
      {global("sync_binlog", "0"), "sync_binlog must be 1 and is 0"},
      {global("sync_binlog", "100"), "sync_binlog must be 1 and is 100"},
      {global("binlog_format", "STATEMENT"), "binlog_format must be ROW or MIXED"},
      {session("unique_checks", "OFF"), "session unique_checks must be ON"},
      {session("sql_select_limit", "1000"),
       "session sql_select_limit must be 18446744073709551615 and is 1000: name the server itself"},
      {[](ServerFacts& f) { f.session.erase("sql_select_limit"); }, "is unknown to the server"},
      {session("character_set_client", "latin1"), "session character_set_client must be utf8mb4"},
      {session("character_set_results", "utf8mb3"), "must be utf8mb4 and is utf8mb3"},
      {session("character_set_database", "latin1"), "ALTER DATABASE name CHARACTER SET utf8mb4"},
      {session("collation_database", "utf8mb4_general_ci"), "must be utf8mb4_bin"},
      {session("max_allowed_packet", "16777215"), "must be at least 16777216 and is 16777215"},
  };
  for (const auto& row : table) {
    ServerFacts facts = Safe();
    row.spoil(facts);
    const absl::Status status = StatusOf(JudgeServer(facts));
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << row.says << ": " << status;
    EXPECT_THAT(TextOf(status), HasSubstr(row.says));
    EXPECT_THAT(TextOf(status), Not(HasSubstr("; "))) << "one fault is one line of thought";
  }
}

TEST(ServerCheckTest, AReadOnlyNodeIsUnavailableUntilItIsWritable) {
  for (const char* name : {"read_only", "super_read_only", "innodb_read_only"}) {
    ServerFacts facts = Safe();
    facts.global[name] = "ON";
    const absl::Status status = StatusOf(JudgeServer(facts));
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(TextOf(status), HasSubstr(absl::StrCat(name, " must be OFF and is ON: name the ")));
    facts.global[name] = "NO_LOCK";  // as MariaDB 12 has it
    EXPECT_TRUE(absl::IsUnavailable(StatusOf(JudgeServer(facts)))) << name;
    facts.global["innodb_doublewrite"] = "OFF";
    EXPECT_TRUE(absl::IsFailedPrecondition(StatusOf(JudgeServer(facts)))) << "and unsafe as well";
  }
}

TEST(ServerCheckTest, EverythingWrongIsNamedAtOnceAndTheTableHasBothLanguages) {
  ServerFacts facts = Safe();
  facts.global["innodb_flush_log_at_trx_commit"] = "2";
  facts.global["sync_binlog"] = "0";
  facts.session["time_zone"] = "SYSTEM";
  const Report report = JudgeServer(facts);
  for (const char* name : {"innodb_flush_log_at_trx_commit", "sync_binlog", "session time_zone"}) {
    EXPECT_THAT(TextOf(StatusOf(report)), HasSubstr(name));
  }
  const std::string table = TableOf(report);
  EXPECT_THAT(table, HasSubstr("0  (wanted 应为 1)  refused 拒绝"));
  EXPECT_THAT(table, HasSubstr("SET GLOBAL 可立即生效"));
  EXPECT_THAT(table, HasSubstr("O_DIRECT  ok"));
}

TEST(SqliteCheckTest, EachWrongValueIsRefusedByName) {
  const SqliteFacts safe = {3040001, "wal", "2", 0xef53, "ok"};
  EXPECT_TRUE(StatusOf(JudgeSqlite(safe)).ok());
  const struct {
    std::function<void(SqliteFacts&)> spoil;
    const char* says;
  } table[] = {
      {[](SqliteFacts& f) { f.version = 3036000; }, "SQLite must be at least 3.37 and is 3.36"},
      {[](SqliteFacts& f) { f.journal_mode = "delete"; }, "journal_mode must be wal and is delete"},
      {[](SqliteFacts& f) { f.synchronous = "1"; }, "synchronous must be 2 (FULL) and is 1"},
      {[](SqliteFacts& f) { f.file_system = NFS_SUPER_MAGIC; }, "must be local and is NFS: move"},
      {[](SqliteFacts& f) { f.file_system = SMB2_SUPER_MAGIC; }, "is SMB2"},
      {[](SqliteFacts& f) { f.quick_check = "row 3 missing from index"; }, "restore a backup"},
  };
  for (const auto& row : table) {
    SqliteFacts facts = safe;
    row.spoil(facts);
    const absl::Status status = StatusOf(JudgeSqlite(facts));
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << row.says;
    EXPECT_THAT(TextOf(status), HasSubstr(row.says));
  }
}

constexpr char kScript[] =
    "-- Append-only.\n"
    "GRANT INSERT ON audit TO probity_x@'%';\n"
    "GRANT INSERT, UPDATE ON case_file TO probity_x@'%';\n"
    "GRANT UPDATE ON ballast TO probity_x@'%';\n";

// What SHOW GRANTS says where deploy/sql was run and nothing else. Quotes are those of the session.
std::vector<std::string> Least() {
  return {
      R"(GRANT USAGE ON *.* TO "probity_x"@"%" IDENTIFIED BY PASSWORD '*AB ON x.y' REQUIRE X509)",
      R"(GRANT SELECT ON "probity_x".* TO "probity_x"@"%")",
      R"(GRANT INSERT ON "probity_x"."audit" TO "probity_x"@"%")",
      R"(GRANT INSERT, UPDATE ON `probity_x`.`case_file` TO `probity_x`@`%`)",
      R"(GRANT UPDATE ON "probity_x"."ballast" TO "probity_x"@"%")"};
}

Report Judged(const std::vector<std::string>& shown, const Leeway& leeway = {}) {
  return JudgeGrants(shown, ParseGrantScript(kScript), "probity_x", leeway);
}

TEST(GrantCheckTest, AScriptOfGrantsIsReadByTable) {
  const TableGrants expected = {
      {"audit", {"INSERT"}}, {"case_file", {"INSERT", "UPDATE"}}, {"ballast", {"UPDATE"}}};
  EXPECT_EQ(ParseGrantScript(kScript), expected);
}

TEST(GrantCheckTest, WhatDeploySqlGrantsIsEnough) {
  EXPECT_TRUE(StatusOf(Judged(Least())).ok()) << StatusOf(Judged(Least()));
}

TEST(GrantCheckTest, GrantsOfTheNextVersionAreNoReasonToStop) {
  std::vector<std::string> shown = Least();
  shown.push_back(R"(GRANT INSERT, UPDATE, DELETE ON "probity_x"."new_table" TO "probity_x"@"%")");
  shown.push_back(R"(GRANT DELETE ON "probity_x"."case_file" TO "probity_x"@"%")");
  EXPECT_TRUE(StatusOf(Judged(shown)).ok()) << StatusOf(Judged(shown));
}

TEST(GrantCheckTest, WhatGoesBeyondIsRefusedAndOnLoopbackWarnedOf) {
  const struct {
    const char* line;
    const char* says;
  } table[] = {
      {R"(GRANT ALL PRIVILEGES ON *.* TO "x"@"%" WITH GRANT OPTION)", "GRANT OPTION ON *.*"},
      {R"(GRANT ALL PRIVILEGES ON *.* TO "x"@"%")", "ALL PRIVILEGES ON *.*"},
      {R"(GRANT SUPER, FILE ON *.* TO "x"@"%")", "FILE+SUPER ON *.*"},
      {R"(GRANT SELECT ON *.* TO "x"@"%")", "SELECT ON *.*"},
      {R"(GRANT ALL PRIVILEGES ON "probity_x".* TO "x"@"%")", "ALL PRIVILEGES ON probity_x.*"},
      {R"(GRANT SELECT, UPDATE ON "probity_x".* TO "x"@"%")", "UPDATE ON probity_x.*"},
      {R"(GRANT CREATE, DROP ON "probity\_x".* TO "x"@"%")", R"(CREATE+DROP ON probity\_x.*)"},
      {R"(GRANT UPDATE ON "probity_x"."audit" TO "x"@"%")", "UPDATE ON probity_x.audit"},
      {R"(GRANT DELETE ON "probity_x"."audit" TO "x"@"%")", "DELETE ON probity_x.audit"},
      {R"(GRANT SELECT ("a"), UPDATE ("b", "c ON d.e") ON "probity_x"."audit" TO "x"@"%")",
       "UPDATE ON probity_x.audit"},
      {R"(GRANT DROP, TRIGGER ON "probity_x"."case_file" TO "x"@"%")",
       "DROP+TRIGGER ON probity_x.c"},
      {R"(GRANT INSERT ON "probity_x"."case_file" TO "x"@"%" WITH GRANT OPTION)", "GRANT OPTION"},
      {R"(GRANT SELECT ON "probity_y".* TO PUBLIC)", "SELECT ON probity_y.*"},
      {R"(GRANT SELECT ON "probity\_%".* TO "x"@"%")", R"(SELECT ON probity\_%.*)"},
      {R"(GRANT SELECT ON "probity_y"."t" TO "x"@"%")", "SELECT ON probity_y.t"},
      {R"(GRANT EXECUTE ON PROCEDURE "probity_x"."p" TO "x"@"%")", "EXECUTE ON a routine"},
      {R"(GRANT PROXY ON "root"@"%" TO "x"@"%")", "PROXY for another account"},
      {R"(GRANT "keepers" TO "x"@"%")", "the role keepers"},
      {R"(GRANT BACKUP_ADMIN,SYSTEM_VARIABLES_ADMIN ON *.* TO `x`@`%`)", "BACKUP_ADMIN+SYSTEM_VAR"},
  };
  for (const auto& row : table) {
    std::vector<std::string> shown = Least();
    shown.push_back(row.line);
    const absl::Status refused = StatusOf(Judged(shown));
    EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << row.line;
    EXPECT_THAT(TextOf(refused), HasSubstr("needless grants must be none and is "));
    EXPECT_THAT(TextOf(refused), HasSubstr(row.says)) << row.line;
    EXPECT_THAT(TextOf(refused), Not(HasSubstr("IDENTIFIED")));
    const Report here = Judged(shown, {.loopback = true});
    EXPECT_TRUE(StatusOf(here).ok()) << StatusOf(here);
    EXPECT_THAT(TableOf(here), HasSubstr("warning 警告")) << row.line;
  }
}

TEST(GrantCheckTest, WhatIsMissingIsRefusedByTableAndRightOnLoopbackToo) {
  const struct {
    size_t without;
    const char* says;
  } table[] = {{2, "missing grants must be none and is INSERT ON audit: run deploy/sql/grants"},
               {3, "INSERT ON case_file, UPDATE ON case_file"},
               {4, "UPDATE ON ballast"}};
  for (const auto& row : table) {
    std::vector<std::string> shown = Least();
    shown.erase(shown.begin() + static_cast<std::ptrdiff_t>(row.without));
    const absl::Status status = StatusOf(Judged(shown, {.loopback = true}));
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(TextOf(status), HasSubstr(row.says));
  }
}

TEST(GrantCheckTest, OnANewerSchemaRightsOnTablesMayDifferAndNothingElse) {
  std::vector<std::string> widened = Least();
  widened.push_back(R"(GRANT UPDATE, DELETE ON "probity_x"."audit" TO "x"@"%")");
  EXPECT_FALSE(StatusOf(Judged(widened)).ok()) << "on the program's own schema";
  const Report wider = Judged(widened, {.newer_schema = true});
  EXPECT_TRUE(StatusOf(wider).ok()) << StatusOf(wider);
  EXPECT_THAT(TableOf(wider), HasSubstr("UPDATE ON probity_x.audit, DELETE ON probity_x.audit"));
  EXPECT_THAT(TableOf(wider), HasSubstr("warning 警告"));
  EXPECT_THAT(TableOf(wider), HasSubstr("若与新版 deploy/sql 一致"));

  std::vector<std::string> narrowed = Least();
  narrowed[3] = R"(GRANT INSERT ON `probity_x`.`case_file` TO `probity_x`@`%`)";
  EXPECT_FALSE(StatusOf(Judged(narrowed)).ok()) << "on the program's own schema";
  const Report narrower = Judged(narrowed, {.newer_schema = true});
  EXPECT_TRUE(StatusOf(narrower).ok()) << StatusOf(narrower);
  EXPECT_THAT(TableOf(narrower), HasSubstr("UPDATE ON case_file  (wanted 应为 none)  warning"));

  for (const char* line : {
           R"(GRANT ALL PRIVILEGES ON *.* TO "x"@"%")",
           R"(GRANT SELECT, UPDATE ON "probity_x".* TO "x"@"%")",
           R"(GRANT DROP ON "probity_x"."audit" TO "x"@"%")",
           R"(GRANT UPDATE ON "probity_y"."audit" TO "x"@"%")",
           R"(GRANT "keepers" TO "x"@"%")",
       }) {
    std::vector<std::string> shown = Least();
    shown.push_back(line);
    EXPECT_FALSE(StatusOf(Judged(shown, {.newer_schema = true})).ok()) << line;
  }
}

TEST(GrantCheckTest, ARightOfSomeColumnsIsNoRightOfTheTable) {
  std::vector<std::string> shown = Least();
  shown[4] = R"(GRANT UPDATE ("bytes") ON "probity_x"."ballast" TO "probity_x"@"%")";
  EXPECT_THAT(TextOf(StatusOf(Judged(shown))), HasSubstr("UPDATE ON ballast"));
  shown[4] = R"(GRANT UPDATE, UPDATE ("bytes") ON "probity_x"."ballast" TO "probity_x"@"%")";
  EXPECT_TRUE(StatusOf(Judged(shown)).ok()) << StatusOf(Judged(shown));
}

TEST(GrantCheckTest, ManyMissingRightsAreCountedBeyondTheFirstFew) {
  std::string script;
  for (int i = 10; i < 30; ++i) absl::StrAppend(&script, "GRANT INSERT ON t", i, " TO x@'%';\n");
  const Report report = JudgeGrants({}, ParseGrantScript(script), "probity_x", {});
  EXPECT_THAT(TextOf(StatusOf(report)), HasSubstr("INSERT ON t17 and 12 more: run"));
}

}  // namespace
}  // namespace probity::sql

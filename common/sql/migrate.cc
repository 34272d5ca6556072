#include "common/sql/migrate.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/sql/migration_text.h"
#include "common/sql/schema_history.h"
#include "common/sql/schema_lock.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr std::string_view kHistorySqlite =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER NOT NULL PRIMARY KEY, "
    "name TEXT NOT NULL, sha256 TEXT NOT NULL, statements INTEGER NOT NULL, "
    "applied INTEGER NOT NULL, compatible_from INTEGER NOT NULL DEFAULT 0) STRICT";
constexpr std::string_view kCompleteSqlite =
    "ALTER TABLE schema_migration ADD COLUMN compatible_from INTEGER NOT NULL DEFAULT 0";
constexpr std::string_view kInsertSqlite =
    "INSERT INTO schema_migration (number, name, sha256, statements, applied, compatible_from) "
    "VALUES (?, ?, ?, ?, ?, ?)";

// `begun`: the statement that was, or is about to be, sent; 0 if none is under way.
constexpr std::string_view kHistoryMySql =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INT NOT NULL PRIMARY KEY, "
    "name VARCHAR(200) NOT NULL, sha256 CHAR(64) NOT NULL, statements INT NOT NULL, "
    "applied INT NOT NULL, compatible_from INT NOT NULL DEFAULT 0, begun INT NOT NULL DEFAULT 0) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
constexpr std::string_view kColumnsMySql =
    "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() "
    "AND table_name = 'schema_migration'";
constexpr std::string_view kInsertMySql =
    "INSERT INTO schema_migration "
    "(number, name, sha256, statements, applied, compatible_from, begun) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelectBegun = "SELECT number, begun FROM schema_migration";
constexpr std::string_view kRecord =
    "UPDATE schema_migration SET applied = ?, begun = ? WHERE number = ?";

absl::Status ApplyAllAtOnce(Session& session, const std::vector<Migration>& migrations) {
  constexpr Dialect::Engine kEngine = Dialect::Engine::kSqlite;
  PROBITY_RETURN_IF_ERROR(session.RunRaw(kHistorySqlite));
  PROBITY_ASSIGN_OR_RETURN(const bool whole, HasWholeHistory(session));
  if (!whole) PROBITY_RETURN_IF_ERROR(session.RunRaw(kCompleteSqlite));
  PROBITY_ASSIGN_OR_RETURN(const History history, ReadHistory(session));
  for (const Migration* migration : InOrder(migrations)) {
    if (const AppliedMigration* found = Find(history, migration->number)) {
      PROBITY_RETURN_IF_ERROR(CheckUnchanged(*migration, *found, kEngine));
      continue;
    }
    for (const std::string& statement : SplitStatements(migration->sqlite_sql)) {
      PROBITY_RETURN_IF_ERROR(session.RunRaw(statement));
    }
    PROBITY_ASSIGN_OR_RETURN(const AppliedMigration line, Pending(*migration, kEngine));
    PROBITY_RETURN_IF_ERROR(
        session
            .Execute(kInsertSqlite, {line.number, line.name, line.sha256, line.statements,
                                     line.statements, line.compatible_from})
            .status());
  }
  return absl::OkStatus();
}

// INSERT, UPDATE or DELETE: what a transaction can take back.
bool ChangesRows(std::string_view statement) {
  const std::string verb =
      absl::AsciiStrToUpper(ToAbsl(statement.substr(0, statement.find_first_of(" \n\t"))));
  return verb == "INSERT" || verb == "UPDATE" || verb == "DELETE";
}

// One run on a server, by the holder of the lock.
class Run {
 public:
  Run(Session& session, const SchemaLock& lock, const MigrationRun& outside)
      : session_(session), lock_(lock), outside_(outside) {}

  absl::Status Apply(const std::vector<Migration>& migrations) {
    PROBITY_RETURN_IF_ERROR(CompleteHistory());
    PROBITY_RETURN_IF_ERROR(Look(migrations));
    const std::vector<const Migration*> order = InOrder(migrations);
    for (auto next = order.begin(); next != order.end(); ++next) {
      const AppliedMigration* found = Find(history_, (*next)->number);
      if (found != nullptr && found->applied == found->statements) continue;
      PROBITY_ASSIGN_OR_RETURN(const bool shuts_out, ShutsOut(**next));
      if (shuts_out) PROBITY_RETURN_IF_ERROR(Announce({next, order.end()}));
      PROBITY_RETURN_IF_ERROR(ApplyOne(**next));
    }
    return absl::OkStatus();
  }

 private:
  static constexpr Dialect::Engine kEngine = Dialect::Engine::kMySql;

  // Earlier programs made the table without some columns.
  absl::Status CompleteHistory() {
    std::set<std::string> columns;
    const Body look = [&](Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const std::vector<Row> rows, tx.Query(kColumnsMySql, {}));
      for (const Row& row : rows) columns.insert(row.Text(0));
      return absl::OkStatus();
    };
    PROBITY_RETURN_IF_ERROR(InTransaction(session_, Mode::kRead, look));
    for (const char* column : {"compatible_from", "begun"}) {
      if (columns.contains(column)) continue;
      PROBITY_RETURN_IF_ERROR(session_.RunRaw(absl::StrCat(
          "ALTER TABLE schema_migration ADD COLUMN ", column, " INT NOT NULL DEFAULT 0")));
    }
    return absl::OkStatus();
  }

  absl::Status Look(const std::vector<Migration>& migrations) {
    const Body read = [&](Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(history_, ReadHistory(tx));
      PROBITY_ASSIGN_OR_RETURN(const std::vector<Row> rows, tx.Query(kSelectBegun, {}));
      for (const Row& row : rows) begun_[row.Int(0)] = row.Int(1);
      return absl::OkStatus();
    };
    PROBITY_RETURN_IF_ERROR(InTransaction(session_, Mode::kRead, read));
    for (const Migration& migration : migrations) {
      const AppliedMigration* found = Find(history_, migration.number);
      if (found != nullptr) PROBITY_RETURN_IF_ERROR(CheckUnchanged(migration, *found, kEngine));
    }
    for (const AppliedMigration& line : history_) {
      served_ = served_ || line.applied == line.statements;
      if (line.applied == 0 && begun_[line.number] == 0) continue;  // announced, and no more
      at_work_from_ = std::max(at_work_from_, line.compatible_from);
    }
    return absl::OkStatus();
  }

  // Whether a program that works on the schema as it is must cease to before this one begins.
  absl::StatusOr<bool> ShutsOut(const Migration& migration) {
    if (!served_ || announced_ || begun_[migration.number] != 0) return false;
    PROBITY_ASSIGN_OR_RETURN(const int compatible_from, CompatibleFrom(migration));
    return compatible_from > at_work_from_;
  }

  // Of all that is to come, so that one wait is enough.
  absl::Status Announce(const std::vector<const Migration*>& coming) {
    const Body enter = [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(lock_.Confirm(tx));
      for (const Migration* migration : coming) {
        if (Find(history_, migration->number) != nullptr) continue;
        PROBITY_RETURN_IF_ERROR(Enter(tx, *migration, 0));
      }
      PROBITY_ASSIGN_OR_RETURN(history_, ReadHistory(tx));
      return absl::OkStatus();
    };
    PROBITY_RETURN_IF_ERROR(InTransaction(session_, Mode::kWrite, enter));
    announced_ = true;
    const int64_t seconds = absl::ToInt64Seconds(kStopWait);
    outside_.tell(absl::StrCat("migration ", coming.front()->name,
                               " shuts older programs out: they are told to cease writing, and it "
                               "begins in ",
                               seconds, " s / 迁移 ", coming.front()->name,
                               " 不再支持旧版程序：已通知其停止写入，", seconds, " 秒后开始"));
    return outside_.wait(kStopWait);
  }

  static absl::Status Enter(Tx& tx, const Migration& migration, int64_t begun) {
    PROBITY_ASSIGN_OR_RETURN(const AppliedMigration line, Pending(migration, kEngine));
    return tx
        .Execute(kInsertMySql, {line.number, line.name, line.sha256, line.statements, line.applied,
                                line.compatible_from, begun})
        .status();
  }

  absl::Status Record(int64_t number, int64_t applied, int64_t begun) {
    return InTransaction(session_, Mode::kWrite, [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(lock_.Confirm(tx));
      return tx.Execute(kRecord, {applied, begun, number}).status();
    });
  }

  absl::Status ApplyOne(const Migration& migration) {
    const std::vector<std::string> statements = SplitStatements(migration.mysql_sql);
    const AppliedMigration* found = Find(history_, migration.number);
    const int64_t applied = found == nullptr ? 0 : found->applied;
    const int64_t maybe_done = begun_[migration.number];
    if (found == nullptr) {
      const Body enter = [&](Tx& tx) -> absl::Status {
        PROBITY_RETURN_IF_ERROR(lock_.Confirm(tx));
        return Enter(tx, migration, 1);
      };
      PROBITY_RETURN_IF_ERROR(InTransaction(session_, Mode::kWrite, enter));
    } else if (maybe_done == 0) {
      PROBITY_RETURN_IF_ERROR(Record(migration.number, applied, applied + 1));
    }
    const int64_t count = static_cast<int64_t>(statements.size());
    for (int64_t step = applied + 1; step <= count; ++step) {
      const Step one = {migration, statements[step - 1], step, step < count ? step + 1 : 0,
                        step == maybe_done};
      const absl::Status done = ChangesRows(one.statement) ? ChangeRows(one) : Define(one);
      if (!done.ok()) {
        return WithDetail(
            done.code(),
            absl::StrCat("migration ", migration.name, ", statement ", step, ": ", done.message()),
            DetailOf(done));
      }
    }
    return absl::OkStatus();
  }

  struct Step {
    const Migration& migration;
    const std::string& statement;
    int64_t number;   // from 1
    int64_t next;     // 0: none
    bool maybe_done;  // an earlier run was stopped at it
  };

  absl::Status ChangeRows(const Step& step) {
    return InTransaction(session_, Mode::kWrite, [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(lock_.Confirm(tx));
      PROBITY_RETURN_IF_ERROR(session_.RunRaw(step.statement));
      return tx.Execute(kRecord, {step.number, step.next, int64_t{step.migration.number}}).status();
    });
  }

  absl::Status Define(const Step& step) {
    const absl::Status done = session_.RunRaw(step.statement);
    if (!done.ok()) {
      if (!step.maybe_done || !SaysItIsDone(session_.last_error())) {
        // A refusal is an answer: nothing of it was carried out, whatever comes in between.
        if (Refused()) Record(step.migration.number, step.number - 1, 0).IgnoreError();
        return done;
      }
      outside_.tell(absl::StrCat("migration ", step.migration.name, ": statement ", step.number,
                                 " was carried out before the run was stopped; it goes on / 迁移 ",
                                 step.migration.name, "：第 ", step.number,
                                 " 条语句在上次中断前已执行，继续"));
    }
    return Record(step.migration.number, step.number, step.next);
  }

  // Whether the server has answered that it did not carry the last statement out.
  bool Refused() const {
    if (session_.broken()) return false;
    const ErrorClass failure = session_.failure().value_or(ErrorClass::kDuplicate);
    return failure != ErrorClass::kTimeout && failure != ErrorClass::kStorageFailed &&
           failure != ErrorClass::kDataLoss;
  }

  Session& session_;
  const SchemaLock& lock_;
  const MigrationRun& outside_;
  History history_;
  std::map<int64_t, int64_t> begun_;  // by migration, as the run found it
  bool served_ = false;               // there is a whole migration a program could have served on
  int64_t at_work_from_ = 0;          // the oldest program that may be at work knows this migration
  bool announced_ = false;
};

}  // namespace

absl::Status ApplyMigrations(Session& session, const std::vector<Migration>& migrations,
                             const MigrationRun& run, absl::Time deadline) {
  if (session.dialect().engine() == Dialect::Engine::kMySql) {
    PROBITY_RETURN_IF_ERROR(session.RunRaw(kHistoryMySql));
    PROBITY_ASSIGN_OR_RETURN(const SchemaLock lock, SchemaLock::Take(session, deadline));
    return Run(session, lock, run).Apply(migrations);
  }
  return InTransaction(session, Mode::kWrite,
                       [&](Tx&) { return ApplyAllAtOnce(session, migrations); });
}

}  // namespace probity::sql

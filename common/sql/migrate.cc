#include "common/sql/migrate.h"

#include <openssl/evp.h>

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/sql/lease.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr std::string_view kHistorySqlite =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER NOT NULL PRIMARY KEY, "
    "name TEXT NOT NULL, sha256 TEXT NOT NULL, statements INTEGER NOT NULL, "
    "applied INTEGER NOT NULL, compatible_from INTEGER NOT NULL DEFAULT 0) STRICT";
constexpr std::string_view kHistoryMySql =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INT NOT NULL PRIMARY KEY, "
    "name VARCHAR(200) NOT NULL, sha256 CHAR(64) NOT NULL, statements INT NOT NULL, "
    "applied INT NOT NULL, compatible_from INT NOT NULL DEFAULT 0) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
// The table is there with all its columns; it was made without the last one once.
constexpr std::string_view kHistoryWholeSqlite =
    "SELECT COUNT(*) FROM pragma_table_info('schema_migration') WHERE name = 'compatible_from'";
constexpr std::string_view kHistoryWholeMySql =
    "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() "
    "AND table_name = 'schema_migration' AND column_name = 'compatible_from'";
constexpr std::string_view kCompleteHistorySqlite =
    "ALTER TABLE schema_migration ADD COLUMN compatible_from INTEGER NOT NULL DEFAULT 0";
constexpr std::string_view kCompleteHistoryMySql =
    "ALTER TABLE schema_migration ADD COLUMN compatible_from INT NOT NULL DEFAULT 0";
constexpr std::string_view kSelectHistory =
    "SELECT number, name, sha256, statements, applied, compatible_from FROM schema_migration "
    "ORDER BY number";
constexpr std::string_view kInsertHistory =
    "INSERT INTO schema_migration (number, name, sha256, statements, applied, compatible_from) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kUpdateApplied =
    "UPDATE schema_migration SET applied = ? WHERE number = ?";

constexpr absl::Duration kLeaseTime = absl::Minutes(10);

using History = std::vector<AppliedMigration>;

const std::string& TextFor(const Migration& migration, Dialect::Engine engine) {
  return engine == Dialect::Engine::kSqlite ? migration.sqlite_sql : migration.mysql_sql;
}

std::string Sha256(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), size});
}

absl::Status Wrong(std::string_view text) {
  return Precondition(Reason::k_STORAGE_UNAVAILABLE, text);
}

bool OnServer(const Tx& tx) {
  return tx.dialect().engine() == Dialect::Engine::kMySql;
}

absl::StatusOr<bool> HasWholeHistory(Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(
      const Row count, tx.QueryOne(OnServer(tx) ? kHistoryWholeMySql : kHistoryWholeSqlite, {}));
  return count.Int(0) > 0;
}

absl::StatusOr<History> ReadHistory(Tx& tx) {
  History history;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Row> rows, tx.Query(kSelectHistory, {}));
  for (const Row& row : rows) {
    history.push_back({row.Int(0), row.Text(1), row.Text(2), row.Int(3), row.Int(4), row.Int(5)});
  }
  return history;
}

const AppliedMigration* Find(const History& history, int64_t number) {
  const auto found =
      std::find_if(history.begin(), history.end(),
                   [number](const AppliedMigration& applied) { return applied.number == number; });
  return found == history.end() ? nullptr : &*found;
}

// The line of a migration none of whose statements is applied.
absl::StatusOr<AppliedMigration> Pending(const Migration& migration, Dialect::Engine engine) {
  const std::string& text = TextFor(migration, engine);
  PROBITY_ASSIGN_OR_RETURN(const int compatible_from, CompatibleFrom(migration));
  return AppliedMigration{migration.number,
                          migration.name,
                          Sha256(text),
                          static_cast<int64_t>(SplitStatements(text).size()),
                          0,
                          compatible_from};
}

absl::Status Insert(Tx& tx, const AppliedMigration& line) {
  return tx
      .Execute(kInsertHistory, {line.number, line.name, line.sha256, line.statements, line.applied,
                                line.compatible_from})
      .status();
}

// What an applied migration must look like; a changed file means that databases differ.
absl::Status CheckUnchanged(const Migration& migration, const AppliedMigration& applied,
                            Dialect::Engine engine) {
  if (applied.sha256 == Sha256(TextFor(migration, engine))) return absl::OkStatus();
  if (applied.name != migration.name) {
    return Wrong(absl::StrCat("the database holds another schema: migration ", applied.name,
                              " where ", migration.name, " is due; name another database"));
  }
  return Wrong(absl::StrCat("migration ", migration.name, " was changed after it was applied as ",
                            applied.name, "; a change of the schema is a new migration"));
}

// What `text` says after `-- compatible-from:`; `otherwise` if it does not say it, nothing if that
// is no number.
std::optional<int> Declared(std::string_view text, int otherwise) {
  for (const absl::string_view raw : absl::StrSplit(ToAbsl(text), '\n')) {
    absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (!absl::ConsumePrefix(&line, "-- compatible-from:")) continue;
    int number = 0;
    return absl::SimpleAtoi(line, &number) ? std::optional(number) : std::nullopt;
  }
  return otherwise;
}

std::vector<const Migration*> InOrder(const std::vector<Migration>& migrations) {
  std::vector<const Migration*> order;
  for (const Migration& migration : migrations) order.push_back(&migration);
  std::sort(order.begin(), order.end(),
            [](const Migration* a, const Migration* b) { return a->number < b->number; });
  return order;
}

// One transaction on a session that is not driven by Transact.
absl::Status InTransaction(Session& session, absl::Time deadline, const Body& body) {
  PROBITY_RETURN_IF_ERROR(session.Begin(Mode::kWrite, deadline));
  absl::Status status = body(session);
  if (status.ok()) status = session.Commit();
  session.Rollback();
  return status;
}

absl::Status ApplyAllAtOnce(Session& session, const std::vector<Migration>& migrations) {
  constexpr Dialect::Engine kEngine = Dialect::Engine::kSqlite;
  PROBITY_RETURN_IF_ERROR(session.RunRaw(kHistorySqlite));
  PROBITY_ASSIGN_OR_RETURN(const bool whole, HasWholeHistory(session));
  if (!whole) PROBITY_RETURN_IF_ERROR(session.RunRaw(kCompleteHistorySqlite));
  PROBITY_ASSIGN_OR_RETURN(const History history, ReadHistory(session));
  for (const Migration* migration : InOrder(migrations)) {
    if (const AppliedMigration* found = Find(history, migration->number)) {
      PROBITY_RETURN_IF_ERROR(CheckUnchanged(*migration, *found, kEngine));
      continue;
    }
    for (const std::string& statement : SplitStatements(migration->sqlite_sql)) {
      PROBITY_RETURN_IF_ERROR(session.RunRaw(statement));
    }
    PROBITY_ASSIGN_OR_RETURN(AppliedMigration line, Pending(*migration, kEngine));
    line.applied = line.statements;
    PROBITY_RETURN_IF_ERROR(Insert(session, line));
  }
  return absl::OkStatus();
}

// The entry of `migration`, made if it is new.
absl::StatusOr<AppliedMigration> EntryOf(Session& session, const Migration& migration,
                                         absl::Time deadline) {
  constexpr Dialect::Engine kEngine = Dialect::Engine::kMySql;
  AppliedMigration entry;
  const Body find_or_insert = [&](Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const History history, ReadHistory(tx));
    if (const AppliedMigration* found = Find(history, migration.number)) {
      entry = *found;
      return CheckUnchanged(migration, entry, kEngine);
    }
    PROBITY_ASSIGN_OR_RETURN(entry, Pending(migration, kEngine));
    return Insert(tx, entry);
  };
  PROBITY_RETURN_IF_ERROR(InTransaction(session, deadline, find_or_insert));
  return entry;
}

absl::Status ApplyStepwise(Session& session, const Migration& migration, SchemaLease& lease,
                           absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(const AppliedMigration entry, EntryOf(session, migration, deadline));
  const std::vector<std::string> statements = SplitStatements(migration.mysql_sql);
  for (int64_t step = entry.applied; step < static_cast<int64_t>(statements.size()); ++step) {
    const absl::Status done = session.RunRaw(statements[step]);
    if (!done.ok()) {
      return WithDetail(done.code(),
                        absl::StrCat("migration ", migration.name, ", statement ", step + 1, ": ",
                                     done.message()),
                        DetailOf(done));
    }
    const Body record = [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(lease.Extend(tx));
      return tx.Execute(kUpdateApplied, {step + 1, int64_t{migration.number}}).status();
    };
    PROBITY_RETURN_IF_ERROR(InTransaction(session, deadline, record));
  }
  return absl::OkStatus();
}

absl::Status CompleteHistory(Session& session, absl::Time deadline) {
  bool whole = false;
  const Body look = [&](Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(whole, HasWholeHistory(tx));
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(InTransaction(session, deadline, look));
  return whole ? absl::OkStatus() : session.RunRaw(kCompleteHistoryMySql);
}

absl::Status ApplyUnderLease(Session& session, const std::vector<Migration>& migrations,
                             absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(session.RunRaw(kHistoryMySql));
  PROBITY_ASSIGN_OR_RETURN(SchemaLease lease, SchemaLease::Take(session, kLeaseTime, deadline));
  absl::Status status = CompleteHistory(session, deadline);
  for (const Migration* migration : InOrder(migrations)) {
    if (!status.ok()) break;
    status = ApplyStepwise(session, *migration, lease, deadline);
  }
  const absl::Status released = lease.Release(session, deadline);
  return status.ok() ? released : status;
}

}  // namespace

std::vector<std::string> SplitStatements(std::string_view text) {
  std::vector<std::string> statements;
  std::string current;
  for (const absl::string_view raw : absl::StrSplit(ToAbsl(text), '\n')) {
    const absl::string_view line = absl::StripTrailingAsciiWhitespace(raw);
    const absl::string_view content = absl::StripLeadingAsciiWhitespace(line);
    if (content.empty() || content.substr(0, 2) == "--") continue;
    absl::StrAppend(&current, current.empty() ? "" : "\n", line);
    if (line.back() != ';') continue;
    current.pop_back();
    statements.push_back(std::move(current));
    current.clear();
  }
  if (!current.empty()) statements.push_back(std::move(current));
  return statements;
}

absl::StatusOr<int> CompatibleFrom(const Migration& migration) {
  const auto sqlite = Declared(migration.sqlite_sql, migration.number);
  const auto mysql = Declared(migration.mysql_sql, migration.number);
  if (sqlite.has_value() && sqlite == mysql && *sqlite >= 0 && *sqlite <= migration.number) {
    return *sqlite;
  }
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                absl::StrCat("migration ", migration.name,
                             " says differently, or not with a number up to its own, which "
                             "programs it suits (-- compatible-from: N)"));
}

absl::Status CheckNumbering(const std::vector<Migration>& migrations) {
  std::set<int> numbers;
  for (const Migration& migration : migrations) {
    const bool fine = migration.number > 0 && numbers.insert(migration.number).second &&
                      !SplitStatements(migration.sqlite_sql).empty() &&
                      !SplitStatements(migration.mysql_sql).empty();
    if (!fine) {
      return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                    absl::StrCat("migration ", migration.name,
                                 " needs a positive number of its own and statements for SQLite "
                                 "and MySQL"));
    }
    PROBITY_RETURN_IF_ERROR(CompatibleFrom(migration).status());
  }
  return absl::OkStatus();
}

absl::Status ApplyMigrations(Session& session, const std::vector<Migration>& migrations,
                             absl::Time deadline) {
  if (session.dialect().engine() == Dialect::Engine::kMySql) {
    return ApplyUnderLease(session, migrations, deadline);
  }
  return InTransaction(session, deadline, [&](Tx&) { return ApplyAllAtOnce(session, migrations); });
}

absl::Status CheckHistory(const std::vector<AppliedMigration>& history,
                          const std::vector<Migration>& migrations, Dialect::Engine engine) {
  std::set<int64_t> known;
  for (const Migration* migration : InOrder(migrations)) {
    const AppliedMigration* found = Find(history, migration->number);
    if (found == nullptr || found->applied < found->statements) {
      return Wrong(absl::StrCat("migration ", migration->name,
                                " is not applied; run the service's 'migrate' command"));
    }
    PROBITY_RETURN_IF_ERROR(CheckUnchanged(*migration, *found, engine));
    known.insert(migration->number);
  }
  const int64_t newest = known.empty() ? 0 : *known.rbegin();
  for (const AppliedMigration& applied : history) {
    const bool suits =
        applied.compatible_from < applied.number && applied.compatible_from <= newest;
    if (known.contains(applied.number) || suits) continue;
    return Wrong(absl::StrCat("the schema holds migration ", applied.name,
                              ", which this program does not know and which does not suit it; "
                              "start a newer program"));
  }
  return absl::OkStatus();
}

absl::Status VerifySchema(Tx& tx, const std::vector<Migration>& migrations) {
  History history;  // empty where nothing was applied, or by programs older than its form
  PROBITY_ASSIGN_OR_RETURN(const bool whole, HasWholeHistory(tx));
  if (whole) {
    PROBITY_ASSIGN_OR_RETURN(history, ReadHistory(tx));
  }
  return CheckHistory(history, migrations, tx.dialect().engine());
}

}  // namespace probity::sql

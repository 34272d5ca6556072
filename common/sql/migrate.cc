#include "common/sql/migrate.h"

#include <openssl/evp.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/sql/lease.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

// `applied` of `statements` are done; they differ only while, or after, a migration was stopped.
constexpr std::string_view kHistorySqlite =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER NOT NULL PRIMARY KEY, "
    "name TEXT NOT NULL, sha256 TEXT NOT NULL, statements INTEGER NOT NULL, "
    "applied INTEGER NOT NULL) STRICT";
constexpr std::string_view kHistoryMySql =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INT NOT NULL PRIMARY KEY, "
    "name VARCHAR(200) NOT NULL, sha256 CHAR(64) NOT NULL, statements INT NOT NULL, "
    "applied INT NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
constexpr std::string_view kHistoryExists =
    "SELECT COUNT(*) FROM information_schema.tables "
    "WHERE table_schema = DATABASE() AND table_name = 'schema_migration'";
constexpr std::string_view kSelectHistory =
    "SELECT number, name, sha256, statements, applied FROM schema_migration ORDER BY number";
constexpr std::string_view kInsertHistory =
    "INSERT INTO schema_migration (number, name, sha256, statements, applied) "
    "VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view kUpdateApplied =
    "UPDATE schema_migration SET applied = ? WHERE number = ?";

constexpr absl::Duration kLeaseTime = absl::Minutes(10);

struct Applied {
  std::string name;
  std::string sha256;
  int64_t statements;
  int64_t applied;
};
using History = std::map<int64_t, Applied>;

const std::string& TextFor(const Migration& migration, const Dialect& dialect) {
  return dialect.engine() == Dialect::Engine::kSqlite ? migration.sqlite_sql : migration.mysql_sql;
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

absl::StatusOr<History> ReadHistory(Tx& tx) {
  History history;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Row> rows, tx.Query(kSelectHistory, {}));
  for (const Row& row : rows) {
    history[row.Int(0)] = {row.Text(1), row.Text(2), row.Int(3), row.Int(4)};
  }
  return history;
}

// What an applied migration must look like; a changed file means that databases differ.
absl::Status CheckUnchanged(const Migration& migration, const Applied& applied,
                            const Dialect& dialect) {
  if (applied.sha256 == Sha256(TextFor(migration, dialect))) return absl::OkStatus();
  if (applied.name != migration.name) {
    return Wrong(absl::StrCat("the database holds another schema: migration ", applied.name,
                              " where ", migration.name, " is due; name another database"));
  }
  return Wrong(absl::StrCat("migration ", migration.name, " was changed after it was applied as ",
                            applied.name, "; a change of the schema is a new migration"));
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
  PROBITY_RETURN_IF_ERROR(session.RunRaw(kHistorySqlite));
  PROBITY_ASSIGN_OR_RETURN(const History history, ReadHistory(session));
  for (const Migration* migration : InOrder(migrations)) {
    const auto found = history.find(migration->number);
    if (found != history.end()) {
      PROBITY_RETURN_IF_ERROR(CheckUnchanged(*migration, found->second, session.dialect()));
      continue;
    }
    const std::vector<std::string> statements = SplitStatements(migration->sqlite_sql);
    for (const std::string& statement : statements) {
      PROBITY_RETURN_IF_ERROR(session.RunRaw(statement));
    }
    const int64_t count = static_cast<int64_t>(statements.size());
    PROBITY_RETURN_IF_ERROR(
        session
            .Execute(kInsertHistory, {int64_t{migration->number}, migration->name,
                                      Sha256(migration->sqlite_sql), count, count})
            .status());
  }
  return absl::OkStatus();
}

// The entry of `migration`, made if it is new.
absl::StatusOr<Applied> EntryOf(Session& session, const Migration& migration, absl::Time deadline) {
  Applied entry;
  const Body find_or_insert = [&](Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const History history, ReadHistory(tx));
    const auto found = history.find(migration.number);
    if (found != history.end()) {
      entry = found->second;
      return CheckUnchanged(migration, entry, tx.dialect());
    }
    entry = {migration.name, Sha256(migration.mysql_sql),
             static_cast<int64_t>(SplitStatements(migration.mysql_sql).size()), 0};
    return tx
        .Execute(kInsertHistory, {int64_t{migration.number}, entry.name, entry.sha256,
                                  entry.statements, entry.applied})
        .status();
  };
  PROBITY_RETURN_IF_ERROR(InTransaction(session, deadline, find_or_insert));
  return entry;
}

absl::Status ApplyStepwise(Session& session, const Migration& migration, SchemaLease& lease,
                           absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(const Applied entry, EntryOf(session, migration, deadline));
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

absl::Status ApplyUnderLease(Session& session, const std::vector<Migration>& migrations,
                             absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(session.RunRaw(kHistoryMySql));
  PROBITY_ASSIGN_OR_RETURN(SchemaLease lease, SchemaLease::Take(session, kLeaseTime, deadline));
  absl::Status status;
  for (const Migration* migration : InOrder(migrations)) {
    status = ApplyStepwise(session, *migration, lease, deadline);
    if (!status.ok()) break;
  }
  const absl::Status released = lease.Release(session, deadline);
  return status.ok() ? released : status;
}

// A rolling update runs old processes on a schema that is already ahead, so a server's may be; a
// SQLite file has one process, and an older one on it is a mistake.
absl::Status CheckNotNewer(const History& history, const std::vector<Migration>& migrations) {
  std::set<int64_t> known;
  for (const Migration& migration : migrations) known.insert(migration.number);
  for (const auto& [number, applied] : history) {
    if (!known.contains(number)) {
      return Wrong(absl::StrCat("the schema holds migration ", applied.name,
                                ", which this program does not know; start a newer one"));
    }
  }
  return absl::OkStatus();
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

absl::Status VerifySchema(Tx& tx, const std::vector<Migration>& migrations) {
  const bool server = tx.dialect().engine() == Dialect::Engine::kMySql;
  History history;
  bool has_history = true;
  if (server) {
    PROBITY_ASSIGN_OR_RETURN(const Row count, tx.QueryOne(kHistoryExists, {}));
    has_history = count.Int(0) > 0;
  }
  if (has_history) {
    PROBITY_ASSIGN_OR_RETURN(history, ReadHistory(tx));
  }
  for (const Migration* migration : InOrder(migrations)) {
    const auto found = history.find(migration->number);
    if (found == history.end() || found->second.applied < found->second.statements) {
      return Wrong(absl::StrCat("migration ", migration->name,
                                " is not applied; run the service's 'migrate' command"));
    }
    PROBITY_RETURN_IF_ERROR(CheckUnchanged(*migration, found->second, tx.dialect()));
  }
  return server ? absl::OkStatus() : CheckNotNewer(history, migrations);
}

}  // namespace probity::sql

// One way to talk to a database: SQLite (embedded default) and MariaDB/MySQL behind one interface.
//
// Writing goes through Database::Transact alone; it reruns the whole body on conflict and settles
// a COMMIT whose answer was lost by running the body again, key first (docs/storage.md). One DML
// text serves both engines, with `?` placeholders; what must differ is in Dialect.
//
// Statuses: ALREADY_EXISTS = duplicate key; ABORTED = conflict that outlived the reruns;
// UNAVAILABLE/STORAGE_UNAVAILABLE = connection lost or node unfit; RESOURCE_EXHAUSTED/STORAGE_FULL
// = disk full; DEADLINE_EXCEEDED; INTERNAL = our bug, schema drift, missing privilege.
// No driver text leaves this library but into the log.
#ifndef PROBITY_COMMON_SQL_DATABASE_H_
#define PROBITY_COMMON_SQL_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace probity::sql {

// Raw bytes (BLOB, BINARY); a std::string is text (UTF-8).
struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

struct Null {
  bool operator==(const Null&) const = default;
};

// What a placeholder takes and a column gives. Booleans are 0 and 1, times are UTC microseconds,
// civil dates are text `YYYY-MM-DD`.
using Value = std::variant<Null, int64_t, std::string, Blob>;
using Params = std::vector<Value>;

// One row of a result. The typed getters are for columns whose type the statement fixes; a column
// of another type, or NULL where none is expected, is a programming error: it throws, the
// transaction is rolled back, and the edge of the service answers INTERNAL.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
  bool IsNull(size_t column) const { return std::holds_alternative<Null>(values_.at(column)); }
  int64_t Int(size_t column) const { return std::get<int64_t>(values_.at(column)); }
  bool Bool(size_t column) const { return Int(column) != 0; }
  const std::string& Text(size_t column) const { return std::get<std::string>(values_.at(column)); }
  const std::string& Bytes(size_t column) const { return std::get<Blob>(values_.at(column)).bytes; }
  const Value& operator[](size_t column) const { return values_.at(column); }
  size_t size() const { return values_.size(); }
  // The values, for the next row to be read into them.
  std::vector<Value> Release() && { return std::move(values_); }

 private:
  std::vector<Value> values_;
};

// The few differences that DML cannot avoid.
class Dialect {
 public:
  enum class Engine { kSqlite, kMySql };
  explicit Dialect(Engine engine) : engine_(engine) {}
  Engine engine() const { return engine_; }

  // Appended to a SELECT that decides about a later write: " FOR UPDATE", or "" on SQLite, where
  // BEGIN IMMEDIATE already excludes other writers.
  std::string_view ForUpdate() const { return engine_ == Engine::kMySql ? " FOR UPDATE" : ""; }

  // INSERT INTO table(columns...) VALUES (?...), overwriting `updated` where `key` exists.
  std::string Upsert(std::string_view table, const std::vector<std::string>& columns,
                     const std::vector<std::string>& key,
                     const std::vector<std::string>& updated) const;

 private:
  Engine engine_;
};

// One transaction (or one consistent read). Lives inside the body it is handed to.
class Tx {
 public:
  virtual ~Tx() = default;

  // All rows of a SELECT.
  virtual absl::StatusOr<std::vector<Row>> Query(std::string_view sql, const Params& params) = 0;

  // Rows one by one, for results too large to be kept as Rows; an error of `each` stops it and is
  // returned. (A server's result is still buffered, in wire form: page what has no bound.)
  virtual absl::Status QueryEach(std::string_view sql, const Params& params,
                                 const std::function<absl::Status(const Row&)>& each) = 0;

  // INSERT, UPDATE or DELETE; the number of rows matched (not merely changed).
  virtual absl::StatusOr<int64_t> Execute(std::string_view sql, const Params& params) = 0;

  virtual const Dialect& dialect() const = 0;

  // Exactly one row, or NOT_FOUND (none) / INTERNAL (several).
  absl::StatusOr<Row> QueryOne(std::string_view sql, const Params& params);

  // Rows of one multi-row INSERT in chunks; `sql_prefix` ends in "VALUES". Rows should be sorted
  // by key: writers that meet in the same order wait for each other instead of deadlocking.
  absl::Status InsertMany(std::string_view sql_prefix, const std::vector<Params>& rows);
};

using Body = std::function<absl::Status(Tx&)>;

class Database {
 public:
  virtual ~Database() = default;

  // The only way to write. Runs `body` in a transaction and commits it. `body` may run several
  // times: it captures no state it does not reset, calls no other service, and its first write
  // is its idempotency key. An error of `body` rolls back and is returned as it is. An error of
  // the engine, other than a duplicate key, rolls back whatever `body` makes of it; conflicts and
  // lost connections are rerun (at most 5 times, with jitter, while `deadline` allows).
  // A COMMIT whose answer was lost is settled by running `body` again: when it had been applied,
  // `body` meets its own key as ALREADY_EXISTS and must answer as the first run did.
  // Transact or Read of the same database inside `body` is refused: INTERNAL.
  virtual absl::Status Transact(absl::Time deadline, const Body& body) = 0;

  // A consistent snapshot; `body` must not write (SQLite refuses it, MySQL runs READ ONLY).
  virtual absl::Status Read(absl::Time deadline, const Body& body) = 0;

  // OK if a connection works now, the engine is set up to keep what it confirms, and the schema
  // holds every migration the binary was built for.
  virtual absl::Status Check(absl::Time deadline) = 0;

  // Removes what deleted rows left behind outside the tables: empties SQLite's write-ahead log
  // into the file (with Options::secure_delete nothing of them remains). A server does its own.
  virtual absl::Status EraseRemains(absl::Time deadline) = 0;

  virtual const Dialect& dialect() const = 0;
};

// Told what calls wait for and run into, for figures: on their thread, so quick. Empty: nobody is.
struct Observer {
  std::function<void(absl::Duration)> waited;  // for a connection, in vain or not
  std::function<void()> conflict;              // a run met another transaction and was undone
};

// `sqlite:PATH` (created if absent, parent folder too) or
// `mysql://user@host[:port]/name?password_file=FILE[&ssl_ca=FILE][&ssl_cert=FILE&ssl_key=FILE]
// [&socket=PATH]`. Without ssl_ca the host must be loopback. The server's database must exist.
struct Options {
  std::string url;
  int connections = 8;  // SQLite: one writer and this many readers
  absl::Duration lock_wait = absl::Seconds(2);
  int64_t max_page_count = 0;  // SQLite: bound of the file in pages, 0 = none
  bool secure_delete = false;  // SQLite: overwrite deleted content (review's hearing database)
  Observer observer;
  // Server: the statements of deploy/sql that grant what the account writes. It is held to them:
  // what is missing is refused, what is beyond them too (on loopback warned of). Empty: not looked
  // at.
  std::string grants;
};

// One numbered step of a schema, in both dialects; `name` is the file's, e.g. "0001_init". A
// statement ends with `;` at the end of a line. probity_migrations (cmake/ProbityMigrations.cmake)
// makes the list from a folder.
struct Migration {
  int number;
  std::string name;
  std::string sqlite_sql;
  std::string mysql_sql;
};

// Opens the database and verifies the schema. On SQLite pending migrations are applied at once;
// on a server they are refused here and applied by Migrate (`probity-<service> migrate`).
// A second process on the same SQLite file is refused: FAILED_PRECONDITION naming the file.
absl::StatusOr<std::unique_ptr<Database>> Open(const Options& options,
                                               const std::vector<Migration>& migrations);

// Applies pending migrations under a lease; checks the sha256 of those already applied.
absl::Status Migrate(const Options& options, const std::vector<Migration>& migrations);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_DATABASE_H_

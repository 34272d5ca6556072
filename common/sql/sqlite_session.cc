#include "common/sql/sqlite_session.h"

#include <sqlite3.h>
#include <sys/vfs.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr size_t kCachedStatements = 200;
constexpr int kProgressSteps = 2000;  // virtual machine steps between two looks at the clock
constexpr std::string_view kBeginWrite = "BEGIN IMMEDIATE";
constexpr std::string_view kBeginRead = "BEGIN";
constexpr std::string_view kCommit = "COMMIT";
constexpr std::string_view kRollback = "ROLLBACK";
constexpr std::string_view kEmptyLog = "PRAGMA wal_checkpoint(TRUNCATE)";

// Non-zero ends the running statement with SQLITE_INTERRUPT.
int DeadlinePassed(void* deadline) {
  return absl::Now() >= *static_cast<const absl::Time*>(deadline) ? 1 : 0;
}

int BindOne(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    return sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(),
                               SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

// The bytes of a text or blob column, until the next step; empty ones have no address.
std::string_view Bytes(sqlite3_stmt* statement, int column) {
  const void* const data = sqlite3_column_blob(statement, column);
  const int size = sqlite3_column_bytes(statement, column);
  return data == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(data), size);
}

// The operating system's error behind an input/output error. The connection keeps it for most
// statements; a failed COMMIT leaves it with the write-ahead log's file only.
int SystemErrno(sqlite3* handle) {
  sqlite3_file* log = nullptr;
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  int code = 0;
  if (log != nullptr && log->pMethods != nullptr) {
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &code);
  }
  return code != 0 ? code : sqlite3_system_errno(handle);
}

}  // namespace

void SqliteSession::CloseHandle::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

void SqliteSession::CloseStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

// A statement in use: reset and given back at the end, so that no reader holds on to the log.
class SqliteSession::Loan {
 public:
  Loan(SqliteSession& session, std::string_view sql, Statement statement)
      : session_(session), sql_(sql), statement_(std::move(statement)) {}
  ~Loan() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
    session_.statements_.Give(sql_, std::move(statement_));
  }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;

  sqlite3_stmt* get() const { return statement_.get(); }

 private:
  SqliteSession& session_;
  std::string_view sql_;
  Statement statement_;
};

SqliteSession::SqliteSession()
    : Session(Dialect(Dialect::Engine::kSqlite)), statements_(kCachedStatements) {}

absl::StatusOr<std::unique_ptr<SqliteSession>> SqliteSession::Open(const SqliteSettings& settings,
                                                                   Mode mode) {
  std::unique_ptr<SqliteSession> session(new SqliteSession());
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(settings.path.c_str(), &handle, flags, nullptr);
  session->handle_.reset(handle);
  if (code != SQLITE_OK) return session->FailHere("open");
  PROBITY_RETURN_IF_ERROR(session->Configure(settings, mode));
  return session;
}

absl::Status SqliteSession::Configure(const SqliteSettings& settings, Mode mode) {
  sqlite3_busy_timeout(
      handle_.get(),
      static_cast<int>(absl::ToInt64Milliseconds(std::min(settings.lock_wait, absl::Minutes(10)))));
  PROBITY_RETURN_IF_ERROR(RunRaw("PRAGMA foreign_keys = ON"));
  PROBITY_RETURN_IF_ERROR(RunRaw("PRAGMA trusted_schema = OFF"));
  PROBITY_RETURN_IF_ERROR(Pragma("PRAGMA journal_mode = WAL", "wal"));
  PROBITY_RETURN_IF_ERROR(RunRaw("PRAGMA synchronous = FULL"));
  PROBITY_RETURN_IF_ERROR(Pragma("PRAGMA synchronous", "2"));
  PROBITY_RETURN_IF_ERROR(
      RunRaw(absl::StrCat("PRAGMA secure_delete = ", settings.secure_delete ? "ON" : "OFF")));
  // A region's run touches far more pages than the engine's 2 MiB by default; one connection
  // writes.
  PROBITY_RETURN_IF_ERROR(
      RunRaw(absl::StrCat("PRAGMA cache_size = -", mode == Mode::kWrite ? 16384 : 2048)));
  if (mode == Mode::kRead) {
    PROBITY_RETURN_IF_ERROR(RunRaw("PRAGMA query_only = ON"));
  } else if (settings.max_page_count > 0) {
    PROBITY_RETURN_IF_ERROR(
        RunRaw(absl::StrCat("PRAGMA max_page_count = ", settings.max_page_count)));
  }
  sqlite3_progress_handler(handle_.get(), kProgressSteps, DeadlinePassed,
                           const_cast<absl::Time*>(&deadline()));
  return absl::OkStatus();
}

absl::StatusOr<std::string> SqliteSession::Ask(std::string_view sql) {
  PROBITY_ASSIGN_OR_RETURN(const Statement statement, Prepare(sql));
  if (sqlite3_step(statement.get()) != SQLITE_ROW) return FailHere(sql);
  return std::string(Bytes(statement.get(), 0));
}

absl::Status SqliteSession::Pragma(std::string_view sql, std::string_view expected) {
  PROBITY_ASSIGN_OR_RETURN(const std::string value, Ask(sql));
  if (value == expected) return absl::OkStatus();
  return FailAsBug("the engine did not accept a setting", sql);
}

absl::StatusOr<SqliteFacts> SqliteSession::ReadFacts(const std::string& path, bool thorough) {
  SqliteFacts facts;
  facts.version = sqlite3_libversion_number();
  PROBITY_ASSIGN_OR_RETURN(facts.journal_mode, Ask("PRAGMA journal_mode"));
  PROBITY_ASSIGN_OR_RETURN(facts.synchronous, Ask("PRAGMA synchronous"));
  struct statfs found = {};
  if (statfs(path.c_str(), &found) == 0) facts.file_system = static_cast<uint32_t>(found.f_type);
  if (thorough) {
    PROBITY_ASSIGN_OR_RETURN(facts.quick_check, Ask("PRAGMA quick_check(1)"));
  }
  return facts;
}

absl::StatusOr<SqliteSession::Statement> SqliteSession::Prepare(std::string_view sql) {
  if (std::optional<Statement> cached = statements_.Take(sql)) return *std::move(cached);
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  Statement statement(raw);
  if (code != SQLITE_OK) return FailHere(sql);
  if (tail != sql.data() + sql.size()) return FailAsBug("more than one statement", sql);
  return statement;
}

absl::Status SqliteSession::Bind(sqlite3_stmt* statement, const Params& params,
                                 std::string_view sql) {
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(params.size())) {
    return FailAsBug("the number of values is not that of the placeholders", sql);
  }
  int index = 0;
  for (const Value& value : params) {
    if (BindOne(statement, ++index, value) != SQLITE_OK) return FailHere(sql);
  }
  return absl::OkStatus();
}

absl::Status SqliteSession::ReadRow(sqlite3_stmt* statement, std::string_view sql,
                                    std::vector<Value>& values) {
  const int columns = sqlite3_column_count(statement);
  values.resize(columns);
  for (int column = 0; column < columns; ++column) {
    Value& value = values[column];
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_INTEGER:
        value = int64_t{sqlite3_column_int64(statement, column)};
        break;
      case SQLITE_TEXT:
        if (auto* text = std::get_if<std::string>(&value)) {
          text->assign(Bytes(statement, column));
        } else {
          value = std::string(Bytes(statement, column));
        }
        break;
      case SQLITE_BLOB:
        value = Blob{std::string(Bytes(statement, column))};
        break;
      case SQLITE_NULL:
        value = Null{};
        break;
      default:  // a REAL: an overflow, or a division that does not belong into SQL
        return FailAsBug("a column is not a whole number, text, bytes or NULL", sql);
    }
  }
  return absl::OkStatus();
}

absl::Status SqliteSession::DoQuery(std::string_view sql, const Params& params,
                                    const RowSink& each) {
  PROBITY_ASSIGN_OR_RETURN(Statement prepared, Prepare(sql));
  const Loan statement(*this, sql, std::move(prepared));
  if (sqlite3_stmt_readonly(statement.get()) == 0) return FailAsBug("Query would write", sql);
  PROBITY_RETURN_IF_ERROR(Bind(statement.get(), params, sql));
  std::vector<Value> values;
  for (;;) {
    const int code = sqlite3_step(statement.get());
    if (code == SQLITE_DONE) return absl::OkStatus();
    if (code != SQLITE_ROW) return FailHere(sql);
    PROBITY_RETURN_IF_ERROR(ReadRow(statement.get(), sql, values));
    Row row(std::move(values));
    PROBITY_RETURN_IF_ERROR(each(row));
    values = std::move(row).Release();
  }
}

absl::StatusOr<int64_t> SqliteSession::DoExecute(std::string_view sql, const Params& params) {
  PROBITY_ASSIGN_OR_RETURN(Statement prepared, Prepare(sql));
  const Loan statement(*this, sql, std::move(prepared));
  if (sqlite3_column_count(statement.get()) > 0) return FailAsBug("Execute with rows", sql);
  PROBITY_RETURN_IF_ERROR(Bind(statement.get(), params, sql));
  if (sqlite3_step(statement.get()) != SQLITE_DONE) return FailHere(sql);
  return int64_t{sqlite3_changes64(handle_.get())};
}

absl::Status SqliteSession::RunRaw(std::string_view sql) {
  PROBITY_ASSIGN_OR_RETURN(const Statement statement, Prepare(sql));
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement.get());
  return code == SQLITE_DONE ? absl::OkStatus() : FailHere(sql);
}

absl::Status SqliteSession::EmptyLog() {
  PROBITY_ASSIGN_OR_RETURN(const Statement statement, Prepare(kEmptyLog));
  if (sqlite3_step(statement.get()) != SQLITE_ROW) return FailHere(kEmptyLog);
  const bool busy = sqlite3_column_int64(statement.get(), 0) != 0;
  return busy ? LostRace("a reader keeps the database's log in use; try again") : absl::OkStatus();
}

absl::Status SqliteSession::Control(std::string_view sql) {
  PROBITY_ASSIGN_OR_RETURN(Statement prepared, Prepare(sql));
  const Loan statement(*this, sql, std::move(prepared));
  return sqlite3_step(statement.get()) == SQLITE_DONE ? absl::OkStatus() : FailHere(sql);
}

absl::Status SqliteSession::DoBegin(Mode mode) {
  return Control(mode == Mode::kWrite ? kBeginWrite : kBeginRead);
}

absl::Status SqliteSession::DoCommit() {
  return Control(kCommit);
}

absl::Status SqliteSession::DoRollback() {
  // A full disk or an interrupted write has rolled back already; ROLLBACK would be an error then.
  if (sqlite3_get_autocommit(handle_.get()) != 0) return absl::OkStatus();
  return Control(kRollback);
}

absl::Status SqliteSession::FailHere(std::string_view sql) {
  const int code = sqlite3_extended_errcode(handle_.get());
  const int system = (code & 0xff) == SQLITE_IOERR ? SystemErrno(handle_.get()) : 0;
  return Fail({Dialect::Engine::kSqlite, code, sqlite3_errmsg(handle_.get()), system}, sql);
}

}  // namespace probity::sql

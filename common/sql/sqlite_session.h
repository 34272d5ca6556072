// One connection to a SQLite file. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_SQLITE_SESSION_H_
#define PROBITY_COMMON_SQL_SQLITE_SESSION_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/sql/session.h"
#include "common/sql/sqlite_check.h"
#include "common/sql/statement_cache.h"

struct sqlite3;
struct sqlite3_stmt;

namespace probity::sql {

// What every connection of one file is opened with.
struct SqliteSettings {
  std::string path;
  absl::Duration lock_wait;
  int64_t max_page_count = 0;
  bool secure_delete = false;
};

class SqliteSession final : public Session {
 public:
  // A connection for kRead refuses writes itself (query_only).
  static absl::StatusOr<std::unique_ptr<SqliteSession>> Open(const SqliteSettings& settings,
                                                             Mode mode);
  ~SqliteSession() override = default;

  absl::Status RunRaw(std::string_view sql) override;

  // What file and engine say of themselves; with `thorough` the whole file is read.
  absl::StatusOr<SqliteFacts> ReadFacts(const std::string& path, bool thorough);

  // Moves the write-ahead log into the file and truncates it; ABORTED while a reader is open.
  absl::Status EmptyLog();

 protected:
  absl::Status DoBegin(Mode mode) override;
  absl::Status DoCommit() override;
  absl::Status DoRollback() override;
  absl::Status DoQuery(std::string_view sql, const Params& params, const RowSink& each) override;
  absl::StatusOr<int64_t> DoExecute(std::string_view sql, const Params& params) override;

 private:
  struct CloseHandle {
    void operator()(sqlite3* handle) const;
  };
  struct CloseStatement {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, CloseStatement>;
  class Loan;

  SqliteSession();
  absl::Status Configure(const SqliteSettings& settings, Mode mode);
  absl::StatusOr<std::string> Ask(std::string_view sql);  // the one value of the first row
  absl::Status Pragma(std::string_view sql, std::string_view expected);
  absl::StatusOr<Statement> Prepare(std::string_view sql);
  absl::Status Bind(sqlite3_stmt* statement, const Params& params, std::string_view sql);
  // Into `values`, which keep the room earlier rows needed.
  absl::Status ReadRow(sqlite3_stmt* statement, std::string_view sql, std::vector<Value>& values);
  absl::Status Control(std::string_view sql);
  absl::Status FailHere(std::string_view sql);

  // Statements are closed before the connection they belong to.
  std::unique_ptr<sqlite3, CloseHandle> handle_;
  StatementCache<Statement> statements_;
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_SQLITE_SESSION_H_

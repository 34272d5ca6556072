// The connections of one SQLite file. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_SQLITE_POOL_H_
#define PROBITY_COMMON_SQL_SQLITE_POOL_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/gate.h"
#include "common/sql/process_lock.h"
#include "common/sql/session.h"
#include "common/sql/sqlite_session.h"

namespace probity::sql {

// One writer behind a queue, and a number of readers that never wait for it.
class SqlitePool final : public Pool {
 public:
  // Takes the file for this process and opens the writer.
  static absl::StatusOr<std::unique_ptr<SqlitePool>> Open(const Options& options,
                                                          const std::string& path);

  absl::StatusOr<Lease> Acquire(Mode mode, absl::Time deadline) override;
  absl::StatusOr<Report> Inspect(Session& session, const Look& look) override;
  absl::Status EraseRemains(absl::Time deadline) override;
  const Dialect& dialect() const override { return dialect_; }

 private:
  SqlitePool(ProcessLock lock, SqliteSettings settings, int readers);
  absl::StatusOr<std::unique_ptr<SqliteSession>> TakeIdle(Mode mode);
  void Return(Session* session, Mode mode);

  Dialect dialect_{Dialect::Engine::kSqlite};
  ProcessLock lock_;  // given up last, after every connection is closed
  SqliteSettings settings_;
  Gate writer_gate_{1};
  Gate reader_gate_;
  // After an input/output error while writing, what reached the disk is uncertain: nothing more is
  // written until a restart has read the file afresh.
  std::atomic<bool> writes_refused_{false};
  std::mutex mutex_;
  std::unique_ptr<SqliteSession> writer_;                // guarded by mutex_
  std::vector<std::unique_ptr<SqliteSession>> readers_;  // guarded by mutex_
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_SQLITE_POOL_H_

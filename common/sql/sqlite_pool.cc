#include "common/sql/sqlite_pool.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

// Beyond a file size limit the kernel sends SIGXFSZ, whose default is to kill the process; ignored,
// the write fails instead and becomes STORAGE_FULL. A handler of the program's own is left alone.
void SurviveFileSizeLimit() {
  struct sigaction current = {};
  if (sigaction(SIGXFSZ, nullptr, &current) != 0 || current.sa_handler != SIG_DFL) return;
  std::signal(SIGXFSZ, SIG_IGN);
}

absl::Status WritesRefused() {
  return Refuse(absl::StatusCode::kUnavailable, Reason::k_STORAGE_UNAVAILABLE,
                "storage failed while writing; writes are refused until the service is restarted");
}

}  // namespace

SqlitePool::SqlitePool(ProcessLock lock, SqliteSettings settings, int readers)
    : lock_(std::move(lock)), settings_(std::move(settings)), reader_gate_(readers) {}

absl::StatusOr<std::unique_ptr<SqlitePool>> SqlitePool::Open(const Options& options,
                                                             const std::string& path) {
  SurviveFileSizeLimit();
  PROBITY_ASSIGN_OR_RETURN(const std::string file, PrepareFolder(path));
  PROBITY_ASSIGN_OR_RETURN(ProcessLock lock, ProcessLock::Take(file));
  PROBITY_RETURN_IF_ERROR(PrepareFile(file));
  std::unique_ptr<SqlitePool> pool(new SqlitePool(
      std::move(lock), {file, options.lock_wait, options.max_page_count, options.secure_delete},
      std::max(1, options.connections)));
  absl::StatusOr<std::unique_ptr<SqliteSession>> writer =
      SqliteSession::Open(pool->settings_, Mode::kWrite);
  if (!writer.ok()) {
    return WithDetail(writer.status().code(),
                      absl::StrCat("database file ", file, ": ", writer.status().message()),
                      DetailOf(writer.status()));
  }
  pool->writer_ = *std::move(writer);
  return pool;
}

absl::StatusOr<std::unique_ptr<SqliteSession>> SqlitePool::TakeIdle(Mode mode) {
  {
    const std::lock_guard lock(mutex_);
    if (mode == Mode::kWrite && writer_ != nullptr) return std::move(writer_);
    if (mode == Mode::kRead && !readers_.empty()) {
      std::unique_ptr<SqliteSession> reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return SqliteSession::Open(settings_, mode);
}

absl::StatusOr<Lease> SqlitePool::Acquire(Mode mode, absl::Time deadline) {
  if (mode == Mode::kWrite && writes_refused_) return WritesRefused();
  Gate& gate = mode == Mode::kWrite ? writer_gate_ : reader_gate_;
  if (!gate.Enter(deadline)) return StatusOf(ErrorClass::kTimeout);
  absl::StatusOr<std::unique_ptr<SqliteSession>> session = TakeIdle(mode);
  if (!session.ok()) {
    gate.Leave();
    return session.status();
  }
  return Lease(session->release(), [this, mode](Session* used) { Return(used, mode); });
}

void SqlitePool::Return(Session* session, Mode mode) {
  std::unique_ptr<SqliteSession> owned(static_cast<SqliteSession*>(session));
  if (mode == Mode::kWrite && owned->failure() == ErrorClass::kStorageFailed) {
    writes_refused_ = true;
  }
  if (owned->broken()) owned.reset();
  if (owned != nullptr) {
    const std::lock_guard lock(mutex_);
    if (mode == Mode::kWrite) {
      writer_ = std::move(owned);
    } else {
      readers_.push_back(std::move(owned));
    }
  }
  (mode == Mode::kWrite ? writer_gate_ : reader_gate_).Leave();
}

absl::StatusOr<Report> SqlitePool::Inspect(Session& session, const Look& look) {
  if (writes_refused_) return WritesRefused();
  SqliteSession& own = static_cast<SqliteSession&>(session);
  PROBITY_ASSIGN_OR_RETURN(const SqliteFacts facts, own.ReadFacts(settings_.path, look.thorough));
  return JudgeSqlite(facts);
}

absl::Status SqlitePool::EraseRemains(absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(const Lease writer, Acquire(Mode::kWrite, deadline));
  return static_cast<SqliteSession&>(*writer).EmptyLog();
}

}  // namespace probity::sql

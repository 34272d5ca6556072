// What the two drivers have in common: a connection as the transaction loop sees it, and a pool of
// them. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_SESSION_H_
#define PROBITY_COMMON_SQL_SESSION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "common/sql/errors.h"
#include "common/sql/finding.h"

namespace probity::sql {

enum class Mode { kRead, kWrite };

using RowSink = std::function<absl::Status(const Row&)>;

// One connection. It holds the rules both engines share: a read never writes, only SELECT, INSERT,
// UPDATE and DELETE pass, the deadline is looked at before every statement, and any error but a
// duplicate key forbids COMMIT, whatever the body makes of it.
class Session : public Tx {
 public:
  explicit Session(Dialect dialect) : dialect_(dialect) {}

  absl::StatusOr<std::vector<Row>> Query(std::string_view sql, const Params& params) final;
  absl::Status QueryEach(std::string_view sql, const Params& params,
                         const std::function<absl::Status(const Row&)>& each) final;
  absl::StatusOr<int64_t> Execute(std::string_view sql, const Params& params) final;
  const Dialect& dialect() const final { return dialect_; }

  absl::Status Begin(Mode mode, absl::Time deadline);
  absl::Status Commit();
  void Rollback();

  // Statements no service may send: DDL of migrations, settings. Outside the rules above.
  virtual absl::Status RunRaw(std::string_view sql) = 0;

  // The first error since Begin that forbids COMMIT; of Commit itself, once that failed.
  const std::optional<ErrorClass>& failure() const { return failure_; }
  // What the caller is told about it.
  const absl::Status& failure_status() const { return failure_status_; }
  // The engine's code of the last error since Begin, 0 if there was none.
  int last_error() const { return last_error_; }

  // True if this connection must not be used again.
  bool broken() const { return broken_; }
  bool open() const { return open_; }
  // True once COMMIT was on its way: before that a failure means that nothing was stored.
  bool commit_sent() const { return commit_sent_; }
  Mode mode() const { return mode_; }

 protected:
  virtual absl::Status DoBegin(Mode mode) = 0;
  virtual absl::Status DoCommit() = 0;
  virtual absl::Status DoRollback() = 0;
  virtual absl::Status DoQuery(std::string_view sql, const Params& params, const RowSink& each) = 0;
  virtual absl::StatusOr<int64_t> DoExecute(std::string_view sql, const Params& params) = 0;

  // Records, logs and translates an error of the engine.
  absl::Status Fail(const EngineError& error, std::string_view sql);
  // The same for a mistake found on our side, described by `what`.
  absl::Status FailAsBug(std::string_view what, std::string_view sql);
  void MarkBroken() { broken_ = true; }
  const absl::Time& deadline() const { return deadline_; }  // lives as long as the session

 private:
  absl::Status Admit(std::string_view sql, bool writes);
  absl::Status Record(ErrorClass error_class);
  absl::Status Record(ErrorClass error_class, const absl::Status& status);

  Dialect dialect_;
  Mode mode_ = Mode::kRead;
  absl::Time deadline_ = absl::InfiniteFuture();
  bool open_ = false;
  bool commit_sent_ = false;
  bool broken_ = false;
  std::optional<ErrorClass> failure_;
  absl::Status failure_status_;
  int last_error_ = 0;
};

// A session on loan; goes back to its pool, or is closed if it is broken.
using Lease = std::unique_ptr<Session, std::function<void(Session*)>>;

// What an inspection is to know and do besides.
struct Look {
  bool thorough = false;      // at the data too, however long that takes
  bool newer_schema = false;  // it is a newer release's, which may have changed rights
};

class Pool {
 public:
  virtual ~Pool() = default;
  // Waits for its turn until `deadline`. UNAVAILABLE if no connection can be made.
  virtual absl::StatusOr<Lease> Acquire(Mode mode, absl::Time deadline) = 0;
  // Whether the engine is fit to be written to; `session` is a reader of this pool.
  virtual absl::StatusOr<Report> Inspect(Session& session, const Look& look) = 0;
  // The same error with the place it came from, for operators.
  virtual absl::Status At(const absl::Status& status) const { return status; }
  // Database::EraseRemains.
  virtual absl::Status EraseRemains(absl::Time deadline) = 0;
  virtual const Dialect& dialect() const = 0;
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_SESSION_H_

#include "common/sql/transact.h"

#include <algorithm>
#include <vector>

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

// Pools this thread is inside a transaction of. A second one from within would wait for a
// connection its own caller holds, or silently commit the first.
class Nesting {
 public:
  explicit Nesting(const Pool* pool) : pool_(pool), nested_(Contains(pool)) {
    if (!nested_) Open().push_back(pool);
  }
  ~Nesting() {
    if (!nested_) Open().erase(std::find(Open().begin(), Open().end(), pool_));
  }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

  absl::Status Check() const {
    if (!nested_) return absl::OkStatus();
    return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                  "a transaction was opened inside another of the same database");
  }

 private:
  static std::vector<const Pool*>& Open() {
    thread_local std::vector<const Pool*> open;
    return open;
  }
  static bool Contains(const Pool* pool) {
    return std::find(Open().begin(), Open().end(), pool) != Open().end();
  }
  const Pool* pool_;
  bool nested_;
};

// Rolls back on every way out but a successful Commit, an exception of the body included.
class RollbackGuard {
 public:
  explicit RollbackGuard(Session& session) : session_(session) {}
  ~RollbackGuard() { session_.Rollback(); }
  RollbackGuard(const RollbackGuard&) = delete;
  RollbackGuard& operator=(const RollbackGuard&) = delete;

 private:
  Session& session_;
};

enum class Next { kDone, kRerun, kCommitUnknown };

struct Outcome {
  Next next;
  absl::Status status;
  bool connection_lost = false;
  bool settled = false;  // the body had its say and the engine did not object
};

Outcome AfterFailure(const Session& session) {
  const ErrorClass failure = *session.failure();
  const bool lost = failure == ErrorClass::kConnection;
  const bool again = lost || failure == ErrorClass::kConflict;
  return {again ? Next::kRerun : Next::kDone, session.failure_status(), lost};
}

// On a server only a conflict, or our own deadline, proves that a failed COMMIT did nothing; in
// SQLite, which has no wire to lose an answer on, every failure does.
Outcome AfterFailedCommit(const Session& session, const absl::Status& status) {
  const ErrorClass failure = session.failure().value_or(ErrorClass::kBug);
  if (failure == ErrorClass::kConflict) return {Next::kRerun, status};
  if (failure == ErrorClass::kTimeout && !session.commit_sent()) return {Next::kDone, status};
  if (session.dialect().engine() == Dialect::Engine::kSqlite) return {Next::kDone, status};
  return {Next::kCommitUnknown, status, /*connection_lost=*/true};
}

Outcome RunOnce(Session& session, Mode mode, absl::Time deadline, const Body& body) {
  if (!session.Begin(mode, deadline).ok()) return AfterFailure(session);
  const RollbackGuard guard(session);
  const absl::Status answer = body(session);
  if (session.failure().has_value()) return AfterFailure(session);
  const Outcome settled = {Next::kDone, answer, /*connection_lost=*/false, /*settled=*/true};
  if (!answer.ok() || mode == Mode::kRead) return settled;
  const absl::Status committed = session.Commit();
  return committed.ok() ? settled : AfterFailedCommit(session, committed);
}

absl::StatusOr<Lease> Acquire(Pool& pool, Mode mode, absl::Time deadline,
                              const Observer& observer) {
  const absl::Time asked = absl::Now();
  absl::StatusOr<Lease> lease = pool.Acquire(mode, deadline);
  if (observer.waited) observer.waited(absl::Now() - asked);
  return lease;
}

// A session is acquired anew for every run: after a lost connection it is another one.
Outcome AcquireAndRun(Pool& pool, Mode mode, absl::Time deadline, const Body& body,
                      const Observer& observer) {
  const absl::StatusOr<Lease> lease = Acquire(pool, mode, deadline, observer);
  if (!lease.ok()) {
    const bool lost = lease.status().code() == absl::StatusCode::kUnavailable;
    return {lost ? Next::kRerun : Next::kDone, lease.status(), lost};
  }
  Outcome outcome = RunOnce(**lease, mode, deadline, body);
  if (observer.conflict && (*lease)->failure() == ErrorClass::kConflict) observer.conflict();
  return outcome;
}

// Spreads the contenders: up to 5, 10, 20 … ms, ten times that where a server may be restarting.
// False if the deadline leaves no time for another run.
bool Pause(int rerun, bool connection_lost, absl::Time deadline) {
  const int64_t limit = (connection_lost ? int64_t{50000} : int64_t{5000}) << rerun;
  absl::BitGen random;
  const absl::Duration pause = absl::Microseconds(absl::Uniform<int64_t>(random, limit / 2, limit));
  if (absl::Now() + pause >= deadline) return false;
  absl::SleepFor(pause);
  return true;
}

absl::Status Unknown() {
  return Refuse(absl::StatusCode::kUnavailable, Reason::k_STORAGE_UNAVAILABLE,
                "the database did not confirm the change; repeat the call with the same "
                "request_id to learn its outcome");
}

}  // namespace

absl::Status RunTransact(Pool& pool, absl::Time deadline, const Body& body,
                         const Observer& observer) {
  const Nesting nesting(&pool);
  PROBITY_RETURN_IF_ERROR(nesting.Check());
  bool unknown = false;
  for (int rerun = 0;; ++rerun) {
    const Outcome outcome = AcquireAndRun(pool, Mode::kWrite, deadline, body, observer);
    unknown = unknown || outcome.next == Next::kCommitUnknown;
    const bool finished = outcome.next == Next::kDone;
    if (finished && (!unknown || outcome.settled)) return outcome.status;
    if (finished || rerun == kMaxReruns || !Pause(rerun, outcome.connection_lost, deadline)) {
      return unknown ? Unknown() : outcome.status;
    }
  }
}

absl::Status RunRead(Pool& pool, absl::Time deadline, const Body& body, const Observer& observer) {
  const Nesting nesting(&pool);
  PROBITY_RETURN_IF_ERROR(nesting.Check());
  for (int rerun = 0;; ++rerun) {
    const Outcome outcome = AcquireAndRun(pool, Mode::kRead, deadline, body, observer);
    if (outcome.next == Next::kDone) return outcome.status;
    if (rerun == kMaxReruns || !Pause(rerun, outcome.connection_lost, deadline)) {
      return outcome.status;
    }
  }
}

}  // namespace probity::sql

// A counting lock that serves its waiters in the order they came.
#ifndef PROBITY_COMMON_SQL_GATE_H_
#define PROBITY_COMMON_SQL_GATE_H_

#include <deque>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace probity::sql {

// At most `capacity` holders at a time. First come, first served: with a plain mutex a busy writer
// can starve another for seconds.
class Gate {
 public:
  explicit Gate(int capacity) : free_(capacity) {}

  // True once a place is held; false if `deadline` passed first.
  bool Enter(absl::Time deadline);
  void Leave();

 private:
  struct Waiter {
    absl::CondVar called;
    bool admitted = false;
  };
  absl::Mutex mutex_;
  int free_;                   // guarded by mutex_; > 0 only while nobody waits
  std::deque<Waiter*> queue_;  // guarded by mutex_
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_GATE_H_

// A counting lock that serves its waiters in the order they came.
#ifndef PROBITY_COMMON_SQL_GATE_H_
#define PROBITY_COMMON_SQL_GATE_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

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

  // How many wait.
  size_t waiting() const;

 private:
  struct Waiter {
    std::condition_variable called;
    bool admitted = false;
  };
  mutable std::mutex mutex_;
  int free_;                   // guarded by mutex_; > 0 only while nobody waits
  std::deque<Waiter*> queue_;  // guarded by mutex_
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_GATE_H_

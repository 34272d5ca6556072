#include "common/sql/gate.h"

#include <algorithm>

namespace probity::sql {

bool Gate::Enter(absl::Time deadline) {
  absl::MutexLock lock(&mutex_);
  if (free_ > 0) {
    --free_;
    return true;
  }
  Waiter self;
  queue_.push_back(&self);
  while (!self.admitted) {
    const bool expired = self.called.WaitWithDeadline(&mutex_, deadline);
    if (expired && !self.admitted) {
      queue_.erase(std::find(queue_.begin(), queue_.end(), &self));
      return false;
    }
  }
  return true;
}

void Gate::Leave() {
  absl::MutexLock lock(&mutex_);
  if (queue_.empty()) {
    ++free_;
    return;
  }
  // The place goes straight to the first in line: nobody can overtake.
  Waiter* const next = queue_.front();
  queue_.pop_front();
  next->admitted = true;
  next->called.Signal();
}

}  // namespace probity::sql

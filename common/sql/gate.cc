#include "common/sql/gate.h"

#include <algorithm>

namespace probity::sql {

bool Gate::Enter(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  if (free_ > 0) {
    --free_;
    return true;
  }
  Waiter self;
  queue_.push_back(&self);
  const auto admitted = [&self] { return self.admitted; };
  if (self.called.wait_until(lock, absl::ToChronoTime(deadline), admitted)) return true;
  queue_.erase(std::find(queue_.begin(), queue_.end(), &self));
  return false;
}

void Gate::Leave() {
  const std::lock_guard lock(mutex_);
  if (queue_.empty()) {
    ++free_;
    return;
  }
  // The place goes straight to the first in line: nobody can overtake.
  Waiter* const next = queue_.front();
  queue_.pop_front();
  next->admitted = true;
  next->called.notify_one();
}

size_t Gate::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace probity::sql

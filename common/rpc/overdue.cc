#include "common/rpc/overdue.h"

#include "absl/time/clock.h"

namespace probity::rpc {

Overdue::Overdue() : thread_([this] { Run(); }) {}

Overdue::~Overdue() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Overdue::Id Overdue::Expect(absl::Time by, Act act) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Id id = {by, ++next_};
  const auto placed = acts_.emplace(id, std::move(act)).first;
  if (placed == acts_.begin()) wake_.notify_all();
  return id;
}

bool Overdue::Forget(const Id& id) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (acts_.erase(id) > 0) return true;
  if (id.second == 0 || std::this_thread::get_id() == thread_.get_id()) return false;
  ended_.wait(lock, [&] { return running_ != id.second; });
  return false;
}

void Overdue::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopped_) {
    if (acts_.empty()) {
      wake_.wait(lock);
      continue;
    }
    const auto first = acts_.begin();
    const absl::Time due = first->first.first;
    if (absl::Now() < due) {
      wake_.wait_until(lock, absl::ToChronoTime(due));
      continue;
    }
    const Act act = std::move(first->second);
    running_ = first->first.second;
    acts_.erase(first);
    lock.unlock();
    act();
    lock.lock();
    running_ = 0;
    ended_.notify_all();
  }
}

}  // namespace probity::rpc

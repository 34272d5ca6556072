#include "common/rpc/reply_grid.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace probity::rpc {

ReplyGrid::ReplyGrid(absl::Duration step) : step_(absl::ToChronoNanoseconds(step)) {
  if (step_.count() > 0) thread_ = std::thread([this] { Run(); });
}

ReplyGrid::~ReplyGrid() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ReplyGrid::AtNextTick(Send send) {
  if (step_.count() <= 0) return send();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    waiting_.push_back({Clock::now(), std::move(send)});
  }
  wake_.notify_one();
}

ReplyGrid::Clock::time_point ReplyGrid::TickAfter(Clock::time_point time) const {
  return start_ + ((time - start_) / step_ + 1) * step_;
}

// A reply that came between a tick and this thread's waking belongs to the next tick.
std::vector<ReplyGrid::Waiting> ReplyGrid::TakeBefore(Clock::time_point tick) {
  const auto later = std::stable_partition(
      waiting_.begin(), waiting_.end(), [&](const Waiting& reply) { return reply.since < tick; });
  std::vector<Waiting> due(std::make_move_iterator(waiting_.begin()),
                           std::make_move_iterator(later));
  waiting_.erase(waiting_.begin(), later);
  return due;
}

void ReplyGrid::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Clock::time_point tick = TickAfter(waiting_.front().since);
    lock.unlock();
    std::this_thread::sleep_until(tick);
    lock.lock();
    std::vector<Waiting> due = TakeBefore(tick);
    lock.unlock();
    for (Waiting& reply : due) reply.send();
    lock.lock();
  }
}

}  // namespace probity::rpc

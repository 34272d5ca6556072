// Lets replies leave at multiples of a step since the server's start, so that the time of an answer
// tells next to nothing about the work behind it.
#ifndef PROBITY_COMMON_RPC_REPLY_GRID_H_
#define PROBITY_COMMON_RPC_REPLY_GRID_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"

namespace probity::rpc {

class ReplyGrid {
 public:
  using Clock = std::chrono::steady_clock;
  using Send = std::function<void()>;  // must not throw or block

  // A step of zero sends at once.
  explicit ReplyGrid(absl::Duration step);
  ~ReplyGrid();  // sends what still waits

  // Calls `send` at the first multiple of the step after now, from the grid's own thread.
  void AtNextTick(Send send);

 private:
  struct Waiting {
    Clock::time_point since;
    Send send;
  };

  void Run();
  Clock::time_point TickAfter(Clock::time_point time) const;
  std::vector<Waiting> TakeBefore(Clock::time_point tick);

  const std::chrono::nanoseconds step_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> waiting_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_REPLY_GRID_H_

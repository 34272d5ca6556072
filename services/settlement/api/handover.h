// What one thread makes and another uses, a few at a time.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_HANDOVER_H_
#define PROBITY_SERVICES_SETTLEMENT_API_HANDOVER_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace probity::settlement {

// Pages that wait between the thread that reads or calculates them and the one that uses them.
inline constexpr size_t kPagesAhead = 4;

// Holds at most `room` things, so that whoever makes them waits for whoever uses them.
template <typename Thing>
class Handover {
 public:
  explicit Handover(size_t room) : room_(room) {}

  // False if nobody takes any more.
  bool Give(Thing thing) {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Handover::MayGive));
    if (ended_) return false;
    things_.push_back(std::move(thing));
    return true;
  }
  // The next; nothing after the last.
  std::optional<Thing> Take() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Handover::MayTake));
    if (things_.empty()) return std::nullopt;
    std::optional<Thing> thing = std::move(things_.front());
    things_.pop_front();
    return thing;
  }
  // From either side: nothing more is given. What is there may still be taken.
  void End() {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
  }

 private:
  bool MayGive() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ended_ || things_.size() < room_;
  }
  bool MayTake() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ended_ || !things_.empty(); }

  const size_t room_;
  absl::Mutex mutex_;
  std::deque<Thing> things_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

// Ends a handover on every way out.
template <typename Thing>
class EndAtExit {
 public:
  explicit EndAtExit(Handover<Thing>& handover) : handover_(handover) {}
  ~EndAtExit() { handover_.End(); }
  EndAtExit(const EndAtExit&) = delete;
  EndAtExit& operator=(const EndAtExit&) = delete;

 private:
  Handover<Thing>& handover_;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_HANDOVER_H_

// A clock that tests set by hand.
#ifndef PROBITY_COMMON_CLOCK_FAKE_CLOCK_H_
#define PROBITY_COMMON_CLOCK_FAKE_CLOCK_H_

#include <mutex>

#include "common/clock/clock.h"

namespace probity {

class FakeClock : public Clock {
 public:
  explicit FakeClock(absl::Time now, bool scenario = false) : now_(now), scenario_(scenario) {}

  // Noon of that day in the bureau's zone.
  explicit FakeClock(calendar::Date today) : FakeClock(Noon(today)) {}

  absl::Time Now() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return now_;
  }
  bool scenario() const override { return scenario_; }

  void Set(absl::Time now) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ = now;
  }
  void Set(calendar::Date today) { Set(Noon(today)); }
  void Advance(absl::Duration by) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ += by;
  }

 private:
  static absl::Time Noon(calendar::Date date) { return calendar::StartOf(date) + absl::Hours(12); }

  mutable std::mutex mutex_;
  absl::Time now_;
  bool scenario_;
};

}  // namespace probity

#endif  // PROBITY_COMMON_CLOCK_FAKE_CLOCK_H_

#include "services/scoring/jobs/periodic_job.h"

#include <utility>

namespace probity::scoring {

PeriodicJob::PeriodicJob(absl::Duration interval, std::function<void()> look)
    : interval_(interval), look_(std::move(look)), thread_([this] { Run(); }) {}

PeriodicJob::~PeriodicJob() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void PeriodicJob::Run() {
  while (true) {
    look_();
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) return;
  }
}

}  // namespace probity::scoring

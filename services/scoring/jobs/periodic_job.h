// What every job that looks from time to time has in common: its thread, its pace and its end.
#ifndef PROBITY_SERVICES_SCORING_JOBS_PERIODIC_JOB_H_
#define PROBITY_SERVICES_SCORING_JOBS_PERIODIC_JOB_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace probity::scoring {

class PeriodicJob {
 public:
  // Calls `look` at once and then `interval` of real time after each call ended, in a thread of its
  // own, until destroyed. A look under way is waited for.
  PeriodicJob(absl::Duration interval, std::function<void()> look);
  ~PeriodicJob();
  PeriodicJob(const PeriodicJob&) = delete;
  PeriodicJob& operator=(const PeriodicJob&) = delete;

 private:
  void Run();

  const absl::Duration interval_;
  const std::function<void()> look_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_PERIODIC_JOB_H_

// The scheduler of the procedure's clocks: looks what is over and makes it happen, once.
//
// Several replicas may run one each, and any of them may be killed at any time: an expiry and its
// effect are one transaction that only one of them wins (api/clocks/expiry.h). Nothing depends on
// how often it looks, because every read and step that a clock could change looks for itself.
#ifndef PROBITY_SERVICES_SCORING_JOBS_CLOCK_SCHEDULER_H_
#define PROBITY_SERVICES_SCORING_JOBS_CLOCK_SCHEDULER_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

class ClockScheduler {
 public:
  // Looks once at the start and then every `interval` of real time, until destroyed. `env` outlives
  // it.
  explicit ClockScheduler(const ServiceEnv& env, absl::Duration interval = absl::Minutes(1));
  ~ClockScheduler();
  ClockScheduler(const ClockScheduler&) = delete;
  ClockScheduler& operator=(const ClockScheduler&) = delete;

 private:
  void Run();
  void Look();

  const ServiceEnv& env_;
  const absl::Duration interval_;
  bool waiting_counted_ = false;  // since this start, with the calendar it brought
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_CLOCK_SCHEDULER_H_

// The scheduler that lets objection windows lapse. It changes nothing that the next reader or step
// would not change by itself, so several replicas may run it and a late one does no harm.
#ifndef PROBITY_SERVICES_SCORING_JOBS_LAPSE_JOB_H_
#define PROBITY_SERVICES_SCORING_JOBS_LAPSE_JOB_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

class LapseJob {
 public:
  // Looks once at the start and then every `interval` of real time, until destroyed. `env` outlives
  // it.
  explicit LapseJob(const ServiceEnv& env, absl::Duration interval = absl::Minutes(1));
  ~LapseJob();
  LapseJob(const LapseJob&) = delete;
  LapseJob& operator=(const LapseJob&) = delete;

 private:
  void Run();

  const ServiceEnv& env_;
  const absl::Duration interval_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_LAPSE_JOB_H_

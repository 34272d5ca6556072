// Ends the years of points that are over. The first look after 00:00 on 1 January does it, however
// late; several replicas may look, the ledger admits one end for each subject's year.
#ifndef PROBITY_SERVICES_SCORING_JOBS_LEDGER_YEAR_END_JOB_H_
#define PROBITY_SERVICES_SCORING_JOBS_LEDGER_YEAR_END_JOB_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

class YearEndJob {
 public:
  // Looks once at the start and then every `interval` of real time, until destroyed. `env` outlives
  // it.
  explicit YearEndJob(const ServiceEnv& env, absl::Duration interval = absl::Minutes(1));
  ~YearEndJob();
  YearEndJob(const YearEndJob&) = delete;
  YearEndJob& operator=(const YearEndJob&) = delete;

 private:
  void Run();

  const ServiceEnv& env_;
  const absl::Duration interval_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_LEDGER_YEAR_END_JOB_H_

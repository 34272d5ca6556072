// What settlement does by itself: statements whose clock ran out are deemed confirmed, locked runs
// are posted through, and scoring is told of them.
#ifndef PROBITY_SERVICES_SETTLEMENT_JOBS_SETTLEMENT_JOB_H_
#define PROBITY_SERVICES_SETTLEMENT_JOBS_SETTLEMENT_JOB_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

class SettlementJob {
 public:
  // Looks at once and then every `interval` of real time, until destroyed. `env` outlives it.
  explicit SettlementJob(const ServiceEnv& env, absl::Duration interval = absl::Seconds(30));
  ~SettlementJob();
  SettlementJob(const SettlementJob&) = delete;
  SettlementJob& operator=(const SettlementJob&) = delete;

 private:
  void Run();

  const ServiceEnv& env_;
  const absl::Duration interval_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_JOBS_SETTLEMENT_JOB_H_

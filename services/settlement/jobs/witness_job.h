// Looks from time to time what scoring witnessed of review's log, and witnesses it, too.
#ifndef PROBITY_SERVICES_SETTLEMENT_JOBS_WITNESS_JOB_H_
#define PROBITY_SERVICES_SETTLEMENT_JOBS_WITNESS_JOB_H_

#include <condition_variable>
#include <mutex>
#include <thread>

#include "absl/time/time.h"
#include "common/audit/key_changes.h"
#include "common/crypto/signature.h"
#include "common/metrics/metrics.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

class WitnessJob {
 public:
  // Runs in a thread of its own until destroyed; `env` and `key` outlive it. `changes`: replaced
  // keys of those whose names it checks. Looks at once and then every `pause` of real time. What
  // fails is logged and tried again: scoring may be away. A log that does not agree with what is
  // known of it is counted in `failures`.
  WitnessJob(const ServiceEnv& env, const crypto::SigningKey& key, audit::KeyChanges changes,
             metrics::Counter failures = {}, absl::Duration pause = absl::Seconds(5));
  ~WitnessJob();
  WitnessJob(const WitnessJob&) = delete;
  WitnessJob& operator=(const WitnessJob&) = delete;

 private:
  void Run();

  const ServiceEnv& env_;
  const crypto::SigningKey& key_;
  const audit::KeyChanges changes_;
  const metrics::Counter failures_;
  const absl::Duration pause_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_JOBS_WITNESS_JOB_H_

// Sweeps away what uploads of evidence left behind when their process was killed. Several replicas
// may run it; bytes that became visible are never touched.
#ifndef PROBITY_SERVICES_SCORING_JOBS_EVIDENCE_UPLOAD_SWEEP_JOB_H_
#define PROBITY_SERVICES_SCORING_JOBS_EVIDENCE_UPLOAD_SWEEP_JOB_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

class UploadSweepJob {
 public:
  // Looks once at the start and then every `interval` of real time, until destroyed, for uploads
  // nobody has touched for `abandoned`: longer than any upload may last. `env` outlives it.
  explicit UploadSweepJob(const ServiceEnv& env, absl::Duration interval = absl::Minutes(10),
                          absl::Duration abandoned = absl::Hours(2));
  ~UploadSweepJob();
  UploadSweepJob(const UploadSweepJob&) = delete;
  UploadSweepJob& operator=(const UploadSweepJob&) = delete;

 private:
  void Run();

  const ServiceEnv& env_;
  const absl::Duration interval_;
  const absl::Duration abandoned_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_EVIDENCE_UPLOAD_SWEEP_JOB_H_

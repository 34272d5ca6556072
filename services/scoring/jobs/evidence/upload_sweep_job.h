// Sweeps away what uploads of evidence left behind when their process was killed. Several replicas
// may run it; bytes that became visible are never touched.
#ifndef PROBITY_SERVICES_SCORING_JOBS_EVIDENCE_UPLOAD_SWEEP_JOB_H_
#define PROBITY_SERVICES_SCORING_JOBS_EVIDENCE_UPLOAD_SWEEP_JOB_H_

#include "absl/time/time.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/jobs/periodic_job.h"

namespace probity::scoring {

class UploadSweepJob {
 public:
  // Looks for uploads nobody has touched for `abandoned`: longer than any upload may last. `env`
  // outlives it.
  explicit UploadSweepJob(const ServiceEnv& env, absl::Duration interval = absl::Minutes(10),
                          absl::Duration abandoned = absl::Hours(2));

 private:
  PeriodicJob job_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_EVIDENCE_UPLOAD_SWEEP_JOB_H_

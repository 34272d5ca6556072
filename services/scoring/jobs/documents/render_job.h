// Makes the PDFs of documents that were issued, so that each lies there before anybody asks.
// Several replicas may run it: of two that make the same PDF one is kept, and the bytes are equal
// anyway.
#ifndef PROBITY_SERVICES_SCORING_JOBS_DOCUMENTS_RENDER_JOB_H_
#define PROBITY_SERVICES_SCORING_JOBS_DOCUMENTS_RENDER_JOB_H_

#include "absl/time/time.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/jobs/periodic_job.h"

namespace probity::scoring {

class RenderJob {
 public:
  // A few documents each `interval`: pages are drawn beside the calls, not instead of them. `env`
  // outlives it.
  explicit RenderJob(const ServiceEnv& env, absl::Duration interval = absl::Seconds(1));

 private:
  PeriodicJob job_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_DOCUMENTS_RENDER_JOB_H_

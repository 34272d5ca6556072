// What review does by itself: it sends verdicts and releases to scoring until they are
// acknowledged, closes votes whose time has come, aborts rounds whose officers fail to come
// forward, finishes what a stop of the service cut short.
#ifndef PROBITY_SERVICES_REVIEW_JOBS_JOBS_H_
#define PROBITY_SERVICES_REVIEW_JOBS_JOBS_H_

#include <memory>

#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "services/review/api/environment.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/api/scoring_client.h"

namespace probity::review {

struct JobOptions {
  // Real time between two looks at the business clock and at what waits.
  absl::Duration tick = absl::Milliseconds(500);
  // Before a failed delivery is tried again for the first time; doubled with each failure.
  absl::Duration first_retry = absl::Seconds(1);
  // Shows how old what waits is, and whether this log agrees with what scoring knows of it;
  // outlives the jobs. Null: nobody counts.
  metrics::Registry* metrics = nullptr;
};

class Jobs {
 public:
  // Both outlive the jobs.
  Jobs(const ReviewEnv& review, const ScoringClient& scoring, const JobOptions& options = {});
  ~Jobs();  // stops
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // For RegisterHearingAdmin: its steps wake these jobs.
  const HearingEnv& hearing() const;

  void Start();  // once
  void Stop();   // returns when what is under way has ended; may be called twice

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_JOBS_JOBS_H_

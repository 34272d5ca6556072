// Counts a region's cases for figures: how many are at each step, how many have run past a
// deadline. Counted from time to time and not when somebody reads, so that readers cost the
// database nothing.
#ifndef PROBITY_SERVICES_SCORING_JOBS_COUNTS_CASE_COUNTS_JOB_H_
#define PROBITY_SERVICES_SCORING_JOBS_COUNTS_CASE_COUNTS_JOB_H_

#include <map>

#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_types.h"
#include "services/scoring/jobs/periodic_job.h"

namespace probity::scoring {

class CaseCountsJob {
 public:
  // Both outlive it. Shows probity_cases{step}, a step as the API names its state, in small letters
  // and without prefix ("objection_open"), and probity_cases_overdue.
  CaseCountsJob(const ServiceEnv& env, metrics::Registry& registry,
                absl::Duration interval = absl::Seconds(15));

 private:
  void Count(const ServiceEnv& env) const;

  std::map<CaseState, metrics::Gauge> steps_;
  metrics::Gauge overdue_;
  PeriodicJob job_;  // last: it uses all of the above
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_COUNTS_CASE_COUNTS_JOB_H_

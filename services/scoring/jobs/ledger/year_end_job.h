// Ends the years of points that are over. The first look after 00:00 on 1 January does it, however
// late; several replicas may look, the ledger admits one end for each subject's year.
#ifndef PROBITY_SERVICES_SCORING_JOBS_LEDGER_YEAR_END_JOB_H_
#define PROBITY_SERVICES_SCORING_JOBS_LEDGER_YEAR_END_JOB_H_

#include "absl/time/time.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/jobs/periodic_job.h"

namespace probity::scoring {

class YearEndJob {
 public:
  // `env` outlives it.
  explicit YearEndJob(const ServiceEnv& env, absl::Duration interval = absl::Minutes(1));

 private:
  PeriodicJob job_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_LEDGER_YEAR_END_JOB_H_

// The scheduler of the procedure's clocks: looks what is over and makes it happen, once.
//
// Several replicas may run one each, and any of them may be killed at any time: an expiry and its
// effect are one transaction that only one of them wins (api/clocks/expiry.h). Nothing depends on
// how often it looks, because every read and step that a clock could change looks for itself.
#ifndef PROBITY_SERVICES_SCORING_JOBS_CLOCK_SCHEDULER_H_
#define PROBITY_SERVICES_SCORING_JOBS_CLOCK_SCHEDULER_H_

#include "absl/time/time.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/jobs/periodic_job.h"

namespace probity::scoring {

class ClockScheduler {
 public:
  // `env` outlives it.
  explicit ClockScheduler(const ServiceEnv& env, absl::Duration interval = absl::Minutes(1));

 private:
  void Look();

  const ServiceEnv& env_;
  bool waiting_counted_ = false;  // since this start, with the calendar it brought
  PeriodicJob job_;               // last: it looks at the others
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_JOBS_CLOCK_SCHEDULER_H_

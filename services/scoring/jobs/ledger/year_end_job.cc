#include "services/scoring/jobs/ledger/year_end_job.h"

#include "absl/time/clock.h"
#include "services/scoring/api/ledger/adjust.h"

namespace probity::scoring {
namespace {

// One look may take so long; what is left waits for the next.
constexpr absl::Duration kPatience = absl::Seconds(30);

}  // namespace

YearEndJob::YearEndJob(const ServiceEnv& env, absl::Duration interval)
    : job_(interval, [&env] {
        // A failure is the database's, which reports it itself; the next look tries again.
        ExpireDueYears(env, absl::Now() + kPatience).IgnoreError();
      }) {}

}  // namespace probity::scoring

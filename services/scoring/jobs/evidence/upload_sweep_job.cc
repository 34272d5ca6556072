#include "services/scoring/jobs/evidence/upload_sweep_job.h"

#include "absl/time/clock.h"
#include "services/scoring/api/evidence/transfer.h"

namespace probity::scoring {
namespace {

// One look may take so long; what is left waits for the next.
constexpr absl::Duration kPatience = absl::Seconds(20);

}  // namespace

UploadSweepJob::UploadSweepJob(const ServiceEnv& env, absl::Duration interval,
                               absl::Duration abandoned)
    : job_(interval, [&env, abandoned] {
        const absl::Time now = absl::Now();
        // A failure is the database's, which reports it itself; the next look tries again.
        SweepUploads(env, now + kPatience, now - abandoned).IgnoreError();
      }) {}

}  // namespace probity::scoring

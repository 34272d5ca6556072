#include "services/scoring/jobs/evidence/upload_sweep_job.h"

#include "absl/time/clock.h"
#include "services/scoring/api/evidence/transfer.h"

namespace probity::scoring {
namespace {

// One look may take so long; what is left waits for the next.
constexpr absl::Duration kPatience = absl::Minutes(1);

}  // namespace

UploadSweepJob::UploadSweepJob(const ServiceEnv& env, absl::Duration interval,
                               absl::Duration abandoned)
    : env_(env), interval_(interval), abandoned_(abandoned), thread_([this] { Run(); }) {}

UploadSweepJob::~UploadSweepJob() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void UploadSweepJob::Run() {
  while (true) {
    const absl::Time now = absl::Now();
    // A failure is the database's, which reports it itself; the next look tries again.
    SweepUploads(env_, now + kPatience, now - abandoned_).IgnoreError();
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) return;
  }
}

}  // namespace probity::scoring

#include "services/scoring/jobs/ledger/year_end_job.h"

#include "absl/time/clock.h"
#include "services/scoring/api/ledger/adjust.h"

namespace probity::scoring {
namespace {

// One look may take so long; what is left waits for the next.
constexpr absl::Duration kPatience = absl::Seconds(30);

}  // namespace

YearEndJob::YearEndJob(const ServiceEnv& env, absl::Duration interval)
    : env_(env), interval_(interval), thread_([this] { Run(); }) {}

YearEndJob::~YearEndJob() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void YearEndJob::Run() {
  while (true) {
    // A failure is the database's, which reports it itself; the next look tries again.
    ExpireDueYears(env_, absl::Now() + kPatience).IgnoreError();
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) return;
  }
}

}  // namespace probity::scoring

#include "services/scoring/jobs/clock_scheduler.h"

#include "absl/time/clock.h"
#include "services/scoring/api/clocks/expiry.h"
#include "services/scoring/api/lapse.h"

namespace probity::scoring {
namespace {

// One look may take so long; what is left waits for the next.
constexpr absl::Duration kPatience = absl::Seconds(30);

}  // namespace

ClockScheduler::ClockScheduler(const ServiceEnv& env, absl::Duration interval)
    : env_(env), job_(interval, [this] { Look(); }) {}

// A failure is the database's, which reports it itself; the next look tries again.
void ClockScheduler::Look() {
  const absl::Time deadline = absl::Now() + kPatience;
  if (!waiting_counted_) {
    waiting_counted_ = clocks::CountWaitingClocks(env_, deadline).ok();
  }
  clocks::FireDueClocks(env_, deadline).IgnoreError();
  // Windows opened before clocks were kept have none of their own.
  LapseDueCases(env_, deadline).IgnoreError();
}

}  // namespace probity::scoring

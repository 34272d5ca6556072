#include "services/settlement/jobs/settlement_job.h"

#include <string>

#include "absl/time/clock.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "services/settlement/api/ledger/post_run.h"
#include "services/settlement/api/statement_answers.h"
#include "services/settlement/api/tell_locks.h"

namespace probity::settlement {
namespace {

// One look may take so long; what is left waits for the next.
constexpr absl::Duration kPatience = absl::Minutes(5);

// A lock that scoring refuses to know needs a person; its absence does not.
void Report(const absl::Status& told) {
  if (told.ok() || absl::IsUnavailable(told) || absl::IsDeadlineExceeded(told)) return;
  rpc::Log(rpc::Severity::kWarning, "lock_not_told",
           {{"code", std::string(absl::StatusCodeToString(told.code()))},
            {"reason", DetailOf(told).reason}});
}

}  // namespace

SettlementJob::SettlementJob(const ServiceEnv& env, absl::Duration interval)
    : env_(env), interval_(interval), thread_([this] { Run(); }) {}

SettlementJob::~SettlementJob() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void SettlementJob::Run() {
  while (true) {
    // A failure is the database's, which reports it itself; the next look tries again.
    DeemLapsedConfirmed(env_, absl::Now() + kPatience).IgnoreError();
    PostPending(env_, absl::Now() + kPatience).IgnoreError();
    Report(TellLocks(env_, absl::Now() + kPatience));
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) return;
  }
}

}  // namespace probity::settlement

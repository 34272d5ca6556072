#include "services/settlement/jobs/witness_job.h"

#include <chrono>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/figures.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "services/settlement/api/witness/witness.h"

namespace probity::settlement {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

}  // namespace

WitnessJob::WitnessJob(const ServiceEnv& env, const crypto::SigningKey& key,
                       audit::KeyChanges changes, metrics::Counter failures, absl::Duration pause)
    : env_(env),
      key_(key),
      changes_(std::move(changes)),
      failures_(failures),
      pause_(pause),
      thread_([this] { Run(); }) {}

WitnessJob::~WitnessJob() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WitnessJob::Run() {
  for (;;) {
    const absl::Status looked = WitnessHeads(env_, key_, changes_, absl::Now() + kPatience);
    if (rpc::IsAuditFailure(looked)) failures_.Add();
    if (!looked.ok() && !absl::IsUnavailable(looked)) {
      rpc::Log(rpc::Severity::kWarning, "heads_not_witnessed",
               {{"code", std::string(absl::StatusCodeToString(looked.code()))},
                {"reason", DetailOf(looked).reason}});
    }
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, absl::ToChronoNanoseconds(pause_), [this] { return stopping_; });
    if (stopping_) return;
  }
}

}  // namespace probity::settlement

#include "services/review/jobs/jobs.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/outbox/sender.h"
#include "common/rpc/figures.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "services/review/api/abort.h"
#include "services/review/api/close.h"
#include "services/review/api/key_use.h"
#include "services/review/api/log_heads.h"
#include "services/review/jobs/schedule.h"
#include "services/review/store/hearing/openings.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {
namespace {

// Of one call to scoring, and of one look at all rounds.
constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr std::int64_t kLooksPerQuestion = 10;

// Neither round nor token goes to the log: which deliveries fail tells when and how many.
void LogFailure(std::string_view event, const absl::Status& why, int attempts) {
  rpc::Log(rpc::Severity::kWarning, event,
           {{"code", absl::StatusCodeToString(why.code())},
            {"reason", DetailOf(why).reason},
            {"attempts", absl::StrCat(attempts)}});
}

outbox::SenderOptions OptionsOf(const ReviewEnv& review, const JobOptions& options) {
  outbox::SenderOptions sender;
  sender.order = outbox::Order::kRandom;
  sender.poll = options.tick;
  sender.first_retry = options.first_retry;
  sender.entropy = review.entropy;
  return sender;
}

// `deleted` is told of each acknowledgment: with the last one the sheets go.
outbox::SenderActions VerdictActions(const HearingEnv& env, const std::function<void()>& deleted) {
  outbox::SenderActions actions;
  actions.deliver = [&env](const outbox::Message& message) {
    return DeliverVerdict(env, message, absl::Now() + kPatience);
  };
  actions.acknowledged = [&env, deleted](sql::Tx& tx, const outbox::Message& message,
                                         const std::string& answer) {
    deleted();
    return VerdictAcknowledged(tx, env.review, message, answer);
  };
  actions.failed = [](const outbox::Message&, const absl::Status& why, int attempts) {
    LogFailure("verdict_waits", why, attempts);
  };
  return actions;
}

outbox::SenderActions ReleaseActions(const HearingEnv& env) {
  outbox::SenderActions actions;
  actions.deliver = [&env](const outbox::Message& message) {
    return DeliverRelease(env, message, absl::Now() + kPatience);
  };
  actions.acknowledged = [](sql::Tx& tx, const outbox::Message& message, const std::string&) {
    return ReleaseAcknowledged(tx, message);
  };
  actions.failed = [](const outbox::Message&, const absl::Status& why, int attempts) {
    LogFailure("release_waits", why, attempts);
  };
  return actions;
}

}  // namespace

class Jobs::Impl {
 public:
  Impl(const ReviewEnv& review, const ScoringClient& scoring, const JobOptions& options)
      : options_(options),
        hearing_{review, scoring, [this] { Wake(); }},
        verdicts_(review.hearing, hearing::VerdictOutbox(), OptionsOf(review, options),
                  VerdictActions(hearing_, [this] { EraseSoon(); })),
        releases_(review.hearing, hearing::ReleaseOutbox(), OptionsOf(review, options),
                  ReleaseActions(hearing_)) {
    if (options.metrics == nullptr) return;
    audit_failures_ = rpc::AuditFailures(*options.metrics);
    age_ = options.metrics->Watch(metrics::Kind::kGauge, "probity_outbox_age_seconds",
                                  "Since when the oldest message waits that was not delivered",
                                  [this] { return Age(); });
  }
  ~Impl() { Stop(); }

  const HearingEnv& hearing() const { return hearing_; }

  void Start() {
    verdicts_.Start();
    releases_.Start();
    schedule_ = std::thread([this] { Run(); });
  }

  void Stop() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (schedule_.joinable()) schedule_.join();
    verdicts_.Stop();
    releases_.Stop();
  }

 private:
  double Age() const {
    const absl::Time now = absl::Now();
    const absl::Time since = std::min(verdicts_.waiting_since(), releases_.waiting_since());
    return since < now ? absl::ToDoubleSeconds(now - since) : 0;
  }

  void Wake() {
    verdicts_.Wake();
    releases_.Wake();
    EraseSoon();
  }

  void EraseSoon() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      remains_ = true;
    }
    changed_.notify_all();
  }

  // False when the service stops. Remains that could not be erased wait for the tick.
  bool WaitTick(bool try_again) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (try_again) {
      changed_.wait_for(lock, absl::ToChronoNanoseconds(options_.tick),
                        [this] { return stopping_; });
      remains_ = true;
    } else {
      changed_.wait_for(lock, absl::ToChronoNanoseconds(options_.tick),
                        [this] { return stopping_ || remains_; });
    }
    return !stopping_;
  }

  // Whether nothing deleted is left in either database's log.
  bool Erased() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!std::exchange(remains_, false)) return true;
    }
    absl::Status erased = hearing_.review.hearing.EraseRemains(absl::Now() + kPatience);
    erased.Update(hearing_.review.roster.EraseRemains(absl::Now() + kPatience));
    return erased.ok();
  }

  // Settlement looks every few seconds, so it is asked for less often than the log is looked at.
  void KeepLog() {
    const bool ask_settlement = looks_++ % kLooksPerQuestion == 0;
    const absl::Status kept = KeepHeads(hearing_, ask_settlement, absl::Now() + kPatience);
    if (rpc::IsAuditFailure(kept)) audit_failures_.Add();
    if (kept.ok() || HasReason(kept, Reason::k_DEPENDENCY_UNAVAILABLE)) return;
    LogFailure("log_head_waits", kept, 1);
  }

  void Run() {
    bool recovered = false;
    bool sealed = false;
    do {
      if (!sealed) sealed = ResealContacts(hearing_.review, absl::Now() + kPatience).ok();
      if (!recovered) recovered = Recover(hearing_, absl::Now() + kPatience).ok();
      const absl::Status due = RunDue(hearing_, absl::Now() + kPatience);
      if (!due.ok()) LogFailure("schedule", due, 1);
      KeepLog();
    } while (WaitTick(!Erased()));
  }

  const JobOptions options_;
  const HearingEnv hearing_;
  outbox::Sender verdicts_;
  outbox::Sender releases_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::int64_t looks_ = 0;
  bool remains_ = true;  // a process before this one may have left some
  metrics::Counter audit_failures_;
  std::thread schedule_;
  std::shared_ptr<void> age_;  // last: it looks at what is above
};

Jobs::Jobs(const ReviewEnv& review, const ScoringClient& scoring, const JobOptions& options)
    : impl_(std::make_unique<Impl>(review, scoring, options)) {}
Jobs::~Jobs() = default;

const HearingEnv& Jobs::hearing() const {
  return impl_->hearing();
}
void Jobs::Start() {
  impl_->Start();
}
void Jobs::Stop() {
  impl_->Stop();
}

}  // namespace probity::review

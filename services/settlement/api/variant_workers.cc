#include "services/settlement/api/variant_workers.h"

#include <algorithm>
#include <utility>

#include "common/status/status.h"

namespace probity::settlement {
namespace {

constexpr int kMostThreads = 8;

int ThreadsFor(int variants) {
  const auto processors = static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(std::min(processors, variants), 1, kMostThreads);
}

}  // namespace

VariantWorkers::VariantWorkers(const WhatIfRun& run, const Basis& basis,
                               const v1::WhatIfRequest& request)
    : run_(run),
      basis_(basis),
      request_(request),
      ahead_(2 * ThreadsFor(request.variants_size())),
      slots_(static_cast<size_t>(request.variants_size())) {
  for (int i = 0; i < ThreadsFor(request.variants_size()); ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

VariantWorkers::~VariantWorkers() {
  {
    const absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::StatusOr<SettledVariant> VariantWorkers::Take(
    int index, const std::function<absl::Status(int64_t units)>& tell, absl::Duration pace) {
  while (true) {
    int64_t units = 0;
    {
      const absl::MutexLock lock(&mutex_);
      Slot& slot = slots_.at(static_cast<size_t>(index));
      const auto ready = [this, &slot]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return slot.settled.has_value() || thrown_ != nullptr;
      };
      if (mutex_.AwaitWithTimeout(absl::Condition(&ready), pace)) {
        if (thrown_ != nullptr) std::rethrow_exception(thrown_);
        taken_ = index + 1;
        SettledVariant settled = *std::move(slot.settled);
        slot.settled.reset();
        return settled;
      }
      units = slot.units;
    }
    PROBITY_RETURN_IF_ERROR(tell(units));
  }
}

bool VariantWorkers::MayBegin() const {
  const bool room = begun_ < taken_ + ahead_;
  return stop_ || thrown_ != nullptr || begun_ == request_.variants_size() || room;
}

void VariantWorkers::Work() {
  while (true) {
    int index = 0;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &VariantWorkers::MayBegin));
      if (stop_ || thrown_ != nullptr || begun_ == request_.variants_size()) return;
      index = begun_++;
    }
    try {
      SettledVariant settled = Settle(index);
      const absl::MutexLock lock(&mutex_);
      slots_[static_cast<size_t>(index)].settled = std::move(settled);
    } catch (...) {
      const absl::MutexLock lock(&mutex_);
      thrown_ = std::current_exception();
    }
  }
}

SettledVariant VariantWorkers::Settle(int index) {
  SettledVariant settled;
  const VariantAnswer answer{request_.totals_only(),
                             [&settled](const v1::WhatIfResponse& message) {
                               settled.units.push_back(message);
                               return absl::OkStatus();
                             },
                             [this, index](int64_t units) -> absl::Status {
                               const absl::MutexLock lock(&mutex_);
                               slots_[static_cast<size_t>(index)].units = units;
                               return stop_ ? absl::CancelledError("nobody waits any more")
                                            : absl::OkStatus();
                             }};
  settled.result = SettleVariant(run_, basis_, request_.variants(index), index, answer);
  return settled;
}

}  // namespace probity::settlement

// Variants of a what-if settled side by side: they share what they read and write nothing.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_VARIANT_WORKERS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_VARIANT_WORKERS_H_

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/what_if_variant.h"

namespace probity::settlement {

// What became of a variant: messages about its units, in their order, then its result.
struct SettledVariant {
  std::vector<v1::WhatIfResponse> units;
  absl::StatusOr<v1::VariantResult> result = v1::VariantResult();
};

// Settles a request's variants in threads of its own, a few ahead of the one that is asked for.
class VariantWorkers {
 public:
  // `run`, `basis` (which is kept) and `request` outlive it.
  VariantWorkers(const WhatIfRun& run, const Basis& basis, const v1::WhatIfRequest& request);
  ~VariantWorkers();
  VariantWorkers(const VariantWorkers&) = delete;
  VariantWorkers& operator=(const VariantWorkers&) = delete;

  // Variant `index`; asked for in their order, each once. While it is waited for, `tell` hears now
  // and then how many of its units are settled; an error of it is returned. What a worker threw is
  // thrown here.
  absl::StatusOr<SettledVariant> Take(int index,
                                      const std::function<absl::Status(int64_t units)>& tell,
                                      absl::Duration pace);

 private:
  struct Slot {
    int64_t units = 0;  // settled so far
    std::optional<SettledVariant> settled;
  };

  void Work();
  SettledVariant Settle(int index);
  bool MayBegin() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const WhatIfRun& run_;
  const Basis& basis_;
  const v1::WhatIfRequest& request_;
  const int ahead_;
  absl::Mutex mutex_;
  std::vector<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  int begun_ ABSL_GUARDED_BY(mutex_) = 0;
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::exception_ptr thrown_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_VARIANT_WORKERS_H_

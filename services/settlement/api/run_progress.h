// How far the runs under way in this process are, for whoever watches.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_RUN_PROGRESS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_RUN_PROGRESS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace probity::settlement {

struct Stage {
  std::string name;  // "CALCULATING", "POSTING"
  int64_t done = 0;  // units
  int64_t total = 0;
};

// Safe to call from several threads.
class RunProgress {
 public:
  void Set(const std::string& run_id, const Stage& stage);
  void Clear(const std::string& run_id);
  std::optional<Stage> Get(const std::string& run_id) const;

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, Stage> stages_ ABSL_GUARDED_BY(mutex_);
};

// Clears a run's stage when it goes out of scope.
class StageScope {
 public:
  StageScope(RunProgress& progress, std::string run_id)
      : progress_(progress), run_id_(std::move(run_id)) {}
  ~StageScope() { progress_.Clear(run_id_); }
  StageScope(const StageScope&) = delete;
  StageScope& operator=(const StageScope&) = delete;

 private:
  RunProgress& progress_;
  const std::string run_id_;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_RUN_PROGRESS_H_

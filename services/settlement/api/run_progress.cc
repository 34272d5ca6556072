#include "services/settlement/api/run_progress.h"

namespace probity::settlement {

void RunProgress::Set(const std::string& run_id, const Stage& stage) {
  const absl::MutexLock lock(&mutex_);
  stages_[run_id] = stage;
}

void RunProgress::Clear(const std::string& run_id) {
  const absl::MutexLock lock(&mutex_);
  stages_.erase(run_id);
}

std::optional<Stage> RunProgress::Get(const std::string& run_id) const {
  const absl::MutexLock lock(&mutex_);
  const auto found = stages_.find(run_id);
  return found == stages_.end() ? std::nullopt : std::optional<Stage>(found->second);
}

}  // namespace probity::settlement

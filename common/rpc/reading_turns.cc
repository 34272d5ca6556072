#include "common/rpc/reading_turns.h"

#include <algorithm>

namespace probity::rpc {

// Begun under the lock, so that whoever withdraws afterwards knows that it has begun.
void ReadingTurns::Enter(const std::string& caller, const void* who, Begin begin) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Caller& entry = callers_[caller];
  if (entry.begun == at_once_) {
    entry.waiting.emplace_back(who, std::move(begin));
    return;
  }
  ++entry.begun;
  begin();
}

void ReadingTurns::Leave(const std::string& caller) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = callers_.find(caller);
  Caller& entry = found->second;
  if (!entry.waiting.empty()) {
    const Begin begin = std::move(entry.waiting.front().second);
    entry.waiting.pop_front();
    return begin();
  }
  if (--entry.begun == 0) callers_.erase(found);
}

bool ReadingTurns::Withdraw(const std::string& caller, const void* who) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = callers_.find(caller);
  if (found == callers_.end()) return false;
  auto& waiting = found->second.waiting;
  const auto own = std::find_if(waiting.begin(), waiting.end(),
                                [who](const auto& one) { return one.first == who; });
  if (own == waiting.end()) return false;
  waiting.erase(own);
  return true;
}

}  // namespace probity::rpc

#include "common/rpc/token_buckets.h"

#include <algorithm>

#include "common/crypto/crypto.h"

namespace probity::rpc {
namespace {

constexpr size_t kHiddenBytes = 16;

}  // namespace

TokenBuckets::TokenBuckets(const Rate& rate, Clock now)
    : rate_(rate), now_(std::move(now)), secret_(crypto::SystemEntropy()(crypto::kKeySize)) {}

// Spent are the tokens still to be refilled; there is one left while they are fewer than `burst`.
bool TokenBuckets::Left(absl::Time full_at, absl::Time now) const {
  return full_at - now <= (rate_.burst - 1) * rate_.refill;
}

std::string TokenBuckets::Hidden(std::string_view key) const {
  return crypto::HmacSha256(secret_, key).substr(0, kHiddenBytes);
}

bool TokenBuckets::Take(std::string_view key) {
  const std::string hidden = Hidden(key);
  const absl::Time now = now_();
  const std::lock_guard<std::mutex> lock(mutex_);
  Forget(now);
  const auto found = buckets_.find(hidden);
  const absl::Time full_at = found == buckets_.end() ? now : std::max(found->second, now);
  if (!Left(full_at, now)) return false;
  if (found != buckets_.end()) by_time_.erase({found->second, hidden});
  const absl::Time next = full_at + rate_.refill;
  buckets_[hidden] = next;
  by_time_.emplace(next, hidden);
  return true;
}

bool TokenBuckets::Has(std::string_view key) const {
  const std::string hidden = Hidden(key);
  const absl::Time now = now_();
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = buckets_.find(hidden);
  return found == buckets_.end() || Left(std::max(found->second, now), now);
}

// Buckets that are full, and if that is not enough the fullest.
void TokenBuckets::Forget(absl::Time now) {
  while (!by_time_.empty() &&
         (by_time_.begin()->first <= now || buckets_.size() >= rate_.max_keys)) {
    buckets_.erase(by_time_.begin()->second);
    by_time_.erase(by_time_.begin());
  }
}

size_t TokenBuckets::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return buckets_.size();
}

}  // namespace probity::rpc

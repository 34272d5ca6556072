// How often something may happen, for each of many keys: a token bucket per key, in bounded memory.
#ifndef PROBITY_COMMON_RPC_TOKEN_BUCKETS_H_
#define PROBITY_COMMON_RPC_TOKEN_BUCKETS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

namespace probity::rpc {

// Safe to use from several threads. Keys may be secrets: kept is what an HMAC under a key of this
// object makes of them.
class TokenBuckets {
 public:
  using Clock = std::function<absl::Time()>;
  struct Rate {
    int burst = 1;                             // tokens of a full bucket, at least 1
    absl::Duration refill = absl::Seconds(1);  // until a spent token is back
    size_t max_keys = 65'536;                  // remembered at a time
  };

  // `now` is real time; where it goes backwards, buckets fill later.
  TokenBuckets(const Rate& rate, Clock now);

  // Takes a token of the key's bucket; false, and nothing is taken, if none is left.
  bool Take(std::string_view key);
  // Whether Take would succeed now.
  bool Has(std::string_view key) const;

  // Keys whose buckets are not full. With max_keys of them a new one takes the place of that which
  // would be full first: what is forgotten is what was least used.
  size_t size() const;

 private:
  // A bucket is the time at which it is full again.
  using Buckets = std::map<std::string, absl::Time, std::less<>>;
  bool Left(absl::Time full_at, absl::Time now) const;
  std::string Hidden(std::string_view key) const;
  void Forget(absl::Time now);

  const Rate rate_;
  const Clock now_;
  const std::string secret_;
  mutable std::mutex mutex_;
  Buckets buckets_;
  std::set<std::pair<absl::Time, std::string>> by_time_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_TOKEN_BUCKETS_H_

// What each address that calls keeps busy here: calls at once, bytes that wait, and work that came
// to nothing. One address cannot take what all share.
#ifndef PROBITY_COMMON_RPC_ORIGINS_H_
#define PROBITY_COMMON_RPC_ORIGINS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "common/rpc/token_buckets.h"

namespace probity::rpc {

// Of a peer as gRPC writes it, "ipv4:10.0.0.5:4711": the same without its port.
std::string AddressOfPeer(const std::string& peer);

class Origins {
 public:
  // `calls` of one address at a time; `bytes` held of all addresses together.
  Origins(int calls, int64_t bytes);

  // Counts a call of the address. False: there are more of them than may be; of those that are
  // answered and not over yet there may be more.
  bool Enter(const std::string& address);
  // The call that entered is being answered; once for each.
  void Answered(const std::string& address);
  // Counts bytes held for calls of the address. False: it now holds more than is left for others.
  // They stay counted until the call leaves.
  bool Hold(const std::string& address, int64_t bytes);
  // The call, which was answered, is over, and with it what was held for it.
  void Leave(const std::string& address, int64_t bytes);

  // Counts a call given up by its client or refused by Enter. False: there were too many.
  bool Waste(const std::string& address);

 private:
  struct Part {
    int calls = 0;
    int answered = 0;  // of them
    int64_t bytes = 0;
  };

  const int calls_;
  const int64_t bytes_;
  TokenBuckets wasted_;
  std::mutex mutex_;
  std::map<std::string, Part> parts_;
  int64_t held_ = 0;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_ORIGINS_H_

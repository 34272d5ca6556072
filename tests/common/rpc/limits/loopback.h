// Addresses of this machine that a server tells apart.
#ifndef PROBITY_TESTS_COMMON_RPC_LIMITS_LOOPBACK_H_
#define PROBITY_TESTS_COMMON_RPC_LIMITS_LOOPBACK_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

namespace probity::rpc {

// The last number of 127.0.0.1 and of the next.
inline constexpr int kOne = 1;
inline constexpr int kTwo = 2;

inline sockaddr_in Loopback(int last, int port) {
  sockaddr_in at = {};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + static_cast<uint32_t>(last));
  at.sin_port = htons(static_cast<uint16_t>(port));
  return at;
}

}  // namespace probity::rpc

#endif  // PROBITY_TESTS_COMMON_RPC_LIMITS_LOOPBACK_H_

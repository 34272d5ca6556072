#include "common/rpc/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "common/status/status.h"

namespace probity::rpc {
namespace {

constexpr int kBacklog = 1024;

void Set(int fd, int level, int option, int value) {
  setsockopt(fd, level, option, &value, sizeof value);
}

absl::StatusOr<Descriptor> ListenAt(const Address& address, int family, const sockaddr* at,
                                    socklen_t size) {
  Descriptor fd(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return CannotListen(address, errno);
  Set(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  // Not SO_REUSEPORT: two processes would share a port and each get half of the calls.
  if (family == AF_INET6) Set(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (bind(fd.get(), at, size) != 0 || listen(fd.get(), kBacklog) != 0)
    return CannotListen(address, errno);
  return fd;
}

// Every address at once, of both families, where the system has both.
absl::StatusOr<Descriptor> ListenEverywhere(const Address& address) {
  sockaddr_in6 any = {};
  any.sin6_family = AF_INET6;
  any.sin6_port = htons(static_cast<uint16_t>(address.port));
  return ListenAt(address, AF_INET6, reinterpret_cast<const sockaddr*>(&any), sizeof any);
}

}  // namespace

Peer PeerOf(const sockaddr_storage& from) {
  std::array<char, INET6_ADDRSTRLEN> text = {};
  Peer peer;
  if (from.ss_family == AF_INET) {
    sockaddr_in v4 = {};
    std::memcpy(&v4, &from, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    peer.port = ntohs(v4.sin_port);
  } else {
    sockaddr_in6 v6 = {};
    std::memcpy(&v6, &from, sizeof v6);
    constexpr size_t kMappedPrefix = 12;
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      inet_ntop(AF_INET, v6.sin6_addr.s6_addr + kMappedPrefix, text.data(), text.size());
    } else {
      inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    }
    peer.port = ntohs(v6.sin6_port);
  }
  peer.address = text.data();
  return peer;
}

absl::StatusOr<std::vector<Descriptor>> ListenAtAll(const Address& address) {
  std::vector<Descriptor> listeners;
  if (address.host == "0.0.0.0" || address.host == "::") {
    absl::StatusOr<Descriptor> both = ListenEverywhere(address);
    if (both.ok()) {
      listeners.push_back(*std::move(both));
      return listeners;
    }
  }
  PROBITY_ASSIGN_OR_RETURN(const Places places, PlacesOf(address));
  for (const addrinfo* info = places.get(); info != nullptr; info = info->ai_next) {
    sockaddr_storage at = {};
    std::memcpy(&at, info->ai_addr, info->ai_addrlen);
    // The further addresses of a host get the port that was free at its first.
    if (!listeners.empty()) {
      const uint16_t same = htons(static_cast<uint16_t>(PortOf(listeners[0])));
      constexpr size_t kPortOffset = offsetof(sockaddr_in, sin_port);
      static_assert(kPortOffset == offsetof(sockaddr_in6, sin6_port));
      std::memcpy(reinterpret_cast<char*>(&at) + kPortOffset, &same, sizeof same);
    }
    PROBITY_ASSIGN_OR_RETURN(
        Descriptor fd, ListenAt(address, info->ai_family, reinterpret_cast<const sockaddr*>(&at),
                                info->ai_addrlen));
    listeners.push_back(std::move(fd));
  }
  return listeners;
}

int PortOf(const Descriptor& listener) {
  sockaddr_storage at = {};
  socklen_t size = sizeof at;
  sockaddr* const out = reinterpret_cast<sockaddr*>(&at);
  return getsockname(listener.get(), out, &size) == 0 ? PeerOf(at).port : 0;
}

void SendAtOnce(const Descriptor& socket) {
  Set(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1);
}

void DisconnectOnClose(const Descriptor& socket) {
  const linger at_once = {1, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace probity::rpc

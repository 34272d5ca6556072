// The system's sockets: who is at the other end of one, and listening at an address.
#ifndef PROBITY_COMMON_RPC_SOCKETS_H_
#define PROBITY_COMMON_RPC_SOCKETS_H_

#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/address.h"

namespace probity::rpc {

// An open descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { Reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }
  void Reset() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

// "10.0.0.5", also of an IPv4 peer of an IPv6 socket.
struct Peer {
  std::string address;
  uint16_t port = 0;
  std::string Key() const { return absl::StrCat(address, ":", port); }
};
Peer PeerOf(const sockaddr_storage& from);

// Listening sockets at every address the host has, all of one port. FAILED_PRECONDITION: the system
// refuses one.
absl::StatusOr<std::vector<Descriptor>> ListenAtAll(const Address& address);

// The port a listening socket has.
int PortOf(const Descriptor& listener);

// Small pieces do not wait for more.
void SendAtOnce(const Descriptor& socket);

// Closing it will disconnect, without leaving anything behind, neither here nor in the system.
void DisconnectOnClose(const Descriptor& socket);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_SOCKETS_H_

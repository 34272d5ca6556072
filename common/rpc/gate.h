// Who is let in: the listening sockets of a server, which take connections themselves instead of
// leaving that to gRPC. gRPC 1.51 knows no bound of connections, and stops listening for good when
// the process has no descriptor left.
#ifndef PROBITY_COMMON_RPC_GATE_H_
#define PROBITY_COMMON_RPC_GATE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/rpc/address.h"

namespace probity::rpc {

class Gate {
 public:
  // Takes over an accepted connection, `socket`; from the gate's own thread.
  using Take = std::function<void(int listener, int socket)>;

  // Listens at every address the host has; port 0: any free one. At most `connections` are open at
  // a time, and one peer address has at most as many as places are left, so at most half; whoever
  // comes beyond that is disconnected at once. Where the process may not have that many descriptors
  // there are fewer places, which is logged. FAILED_PRECONDITION: the system refuses the address.
  static absl::StatusOr<std::unique_ptr<Gate>> Listen(const Address& address, int connections);
  ~Gate();

  int port() const;
  int connections() const;  // open now

  void Open(Take take);
  // Listens no longer; `take` is not called any more. Connections stay.
  void Close();

  // Ends the connection of `peer`, as gRPC writes it ("ipv4:10.0.0.5:4711").
  void Cut(std::string_view peer);

 private:
  struct Impl;
  explicit Gate(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_GATE_H_

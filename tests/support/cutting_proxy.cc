#include "tests/support/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace probity::testing {
namespace {

constexpr int kPollMilliseconds = 50;  // how soon a stop is noticed

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

bool SendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

// Nothing once the other side has closed.
std::optional<std::string> Receive(int fd) {
  std::string piece(65536, '\0');
  const ssize_t got = recv(fd, piece.data(), piece.size(), 0);
  if (got <= 0) return std::nullopt;
  piece.resize(static_cast<size_t>(got));
  return piece;
}

}  // namespace

CuttingProxy::CuttingProxy(int server_port) : server_port_(server_port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& server : servers_) server.join();
  close(listener_);
}

void CuttingProxy::Arm(const Cut& cut) {
  const std::lock_guard lock(mutex_);
  cut_ = cut;
  armed_ = true;
}

void CuttingProxy::Accept() {
  while (!stopping_) {
    pollfd waiting = {listener_, POLLIN, 0};
    if (poll(&waiting, 1, kPollMilliseconds) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) servers_.emplace_back([this, client] { Serve(client); });
  }
}

void CuttingProxy::Serve(int client) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(server_port_);
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  while (open && !stopping_) {
    pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (poll(ends, 2, kPollMilliseconds) <= 0) continue;
    if (ends[0].revents != 0) {
      const std::optional<std::string> piece = Receive(client);
      open = piece.has_value() && !PassToServer(server, *piece);
    }
    if (open && ends[1].revents != 0) {
      const std::optional<std::string> piece = Receive(server);
      open = piece.has_value() && SendAll(client, *piece);
    }
  }
  close(client);
  close(server);
}

bool CuttingProxy::PassToServer(int server, const std::string& piece) {
  Cut cut;
  {
    const std::lock_guard lock(mutex_);
    if (!armed_ || piece.find(cut_.trigger) == std::string::npos) return !SendAll(server, piece);
    armed_ = false;
    cut = cut_;
  }
  SendAll(server, std::string_view(piece).substr(0, std::min(cut.forward, piece.size())));
  if (cut.await_answer) Receive(server);
  ++cuts_;
  return true;
}

}  // namespace probity::testing

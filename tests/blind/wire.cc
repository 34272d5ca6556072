#include "tests/blind/wire.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace probity::blind {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kPreface = 24;   // of a client of HTTP/2, before its frames
constexpr std::size_t kFrameHead = 9;  // length u24, type u8, flags u8, stream u32
constexpr std::size_t kAtOnce = 64 * 1024;

// One direction of an HTTP/2 connection.
class Frames {
 public:
  explicit Frames(std::size_t skipped) : skipped_(skipped) {}

  // True if a message of a call ends with a frame that begins in these bytes.
  bool Ends(std::string_view bytes) {
    bool ends = false;
    while (!bytes.empty()) {
      const bool skipping = skipped_ > 0;
      const std::size_t wanted = skipping ? skipped_ : kFrameHead - head_.size();
      const std::size_t taken = std::min(wanted, bytes.size());
      if (skipping) {
        skipped_ -= taken;
      } else {
        head_ += bytes.substr(0, taken);
      }
      bytes.remove_prefix(taken);
      if (head_.size() == kFrameHead) ends = TakeHead() || ends;
    }
    return ends;
  }

 private:
  bool TakeHead() {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(head_[at]); };
    constexpr unsigned kHeaders = 1, kEndStream = 1;  // and DATA is 0
    skipped_ = static_cast<std::size_t>(byte(0)) << 16 | byte(1) << 8 | byte(2);
    const bool ends = byte(3) <= kHeaders && (byte(4) & kEndStream) != 0;
    head_.clear();
    return ends;
  }

  std::size_t skipped_;
  std::string head_;
};

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

void WithoutDelay(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

// What came; nothing at the end.
std::string Receive(int from) {
  std::string bytes(kAtOnce, '\0');
  const ssize_t got = recv(from, bytes.data(), bytes.size(), 0);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return bytes;
}

bool Send(int to, std::string_view bytes) {
  return send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

}  // namespace

Wire::Wire(int service_port) : service_port_(service_port) {
  listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(listening_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(listening_, 1), 0);
  EXPECT_EQ(getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size), 0);
  EXPECT_EQ(pipe(stop_), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

Wire::~Wire() {
  close(stop_[1]);
  thread_.join();
  close(stop_[0]);
  close(listening_);
}

void Wire::Run() {
  while (true) {
    pollfd waiting[] = {{stop_[0], POLLIN, 0}, {listening_, POLLIN, 0}};
    poll(waiting, 2, -1);
    if (waiting[0].revents != 0) return;
    const int client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    Relay(client);
    close(client);
  }
}

void Wire::Relay(int client) {
  const int service = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(service_port_);
  bool open = connect(service, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  WithoutDelay(client);
  WithoutDelay(service);
  Frames calls(kPreface), answers(0);
  Clock::time_point asked;
  while (open) {
    pollfd waiting[] = {{stop_[0], POLLIN, 0}, {client, POLLIN, 0}, {service, POLLIN, 0}};
    poll(waiting, 3, -1);
    if (waiting[0].revents != 0) break;
    if (waiting[1].revents != 0) {
      const std::string bytes = Receive(client);
      if (calls.Ends(bytes)) asked = Clock::now();
      open = Send(service, bytes) && !bytes.empty();
    }
    if (open && waiting[2].revents != 0) {
      const std::string bytes = Receive(service);
      const std::chrono::nanoseconds passed = Clock::now() - asked;
      if (answers.Ends(bytes)) last_answer_ = static_cast<double>(passed.count());
      open = Send(client, bytes) && !bytes.empty();
    }
  }
  close(service);
}

}  // namespace probity::blind

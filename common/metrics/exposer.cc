#include "common/metrics/exposer.h"

#include <netdb.h>
#include <prometheus/exposer.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace probity::metrics {
namespace {

constexpr absl::Duration kBetweenKnocks = absl::Milliseconds(10);

// Connects to an address given in numbers and goes away again.
void Knock(const std::string& host, int port) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), absl::StrCat(port).c_str(), &hints, &found) != 0) return;
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0) {
    // Whether anybody answers does not matter, the attempt does.
    static_cast<void>(connect(fd, found->ai_addr, found->ai_addrlen));
    close(fd);
  }
  freeaddrinfo(found);
}

// "host:port" or "[host]:port" → host
std::string HostOf(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  return host.front() == '[' ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

struct Exposer::Impl {
  Impl(const std::string& address, const std::vector<std::string>& options,
       std::shared_ptr<prometheus::Collectable> figures)
      : host(HostOf(address)),
        collectable(std::move(figures)),
        exposer(std::make_unique<prometheus::Exposer>(options)) {
    exposer->RegisterCollectable(collectable);
  }

  // Its server notices that it is to end when somebody comes, or every two seconds.
  ~Impl() {
    std::atomic<bool> ended = false;
    std::thread visitor([&, port = port()] {
      for (; !ended; absl::SleepFor(kBetweenKnocks)) Knock(host, port);
    });
    exposer.reset();
    ended = true;
    visitor.join();
  }

  int port() const { return exposer->GetListeningPorts().front(); }

  const std::string host;
  const std::shared_ptr<prometheus::Collectable> collectable;  // the exposer holds it weakly
  std::unique_ptr<prometheus::Exposer> exposer;
};

absl::StatusOr<std::unique_ptr<Exposer>> Exposer::Listen(const std::string& address,
                                                         const Registry& registry) {
  // Whoever reads slowly holds a thread; two readers and one who dawdles are served at once.
  const std::vector<std::string> options = {"listening_ports",    address, "num_threads", "3",
                                            "request_timeout_ms", "5000"};
  try {
    return std::unique_ptr<Exposer>(
        new Exposer(std::make_unique<Impl>(address, options, registry.collectable())));
  } catch (const std::exception&) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen on ", address, " for metrics; choose another metrics_listen"));
  }
}

Exposer::Exposer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Exposer::~Exposer() = default;

int Exposer::port() const {
  return impl_->port();
}

}  // namespace probity::metrics

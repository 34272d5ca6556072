#include "common/rpc/gate.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/rpc/log.h"
#include "common/rpc/sockets.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

constexpr int kEventsAtOnce = 64;
constexpr int kAcceptsAtOnce = 64;
constexpr int kLogEvery = 1000;
// A connection and the gate's own handle of it.
constexpr rlim_t kDescriptorsEach = 2;
// What the process opens beside connections: databases, files, channels to other services.
constexpr rlim_t kOtherDescriptors = 512;
constexpr rlim_t kLeastConnections = 16;
// When the system has no descriptor left for anybody: until somebody gave one back.
constexpr absl::Duration kExhausted = absl::Milliseconds(50);

// The key of a peer as gRPC writes it: without scheme and brackets.
std::string KeyOf(std::string_view peer) {
  const size_t colon = peer.find(':');
  return absl::StrReplaceAll(ToAbsl(peer.substr(colon == std::string_view::npos ? 0 : colon + 1)),
                             {{"%5B", ""}, {"%5D", ""}, {"[", ""}, {"]", ""}});
}

// Sees to it that so many connections can be open, or says how many can.
int PlacesFor(int connections) {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  const rlim_t wanted = kDescriptorsEach * static_cast<rlim_t>(connections) + kOtherDescriptors;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted) return connections;
  const rlim_t left = limit.rlim_cur > kOtherDescriptors ? limit.rlim_cur - kOtherDescriptors : 0;
  const auto places = static_cast<int>(std::max(left / kDescriptorsEach, kLeastConnections));
  Log(Severity::kWarning, "connections_limited",
      {{"text",
        absl::StrCat("the process may open ", limit.rlim_cur, " files; raise that limit to ",
                     wanted, " for ", connections, " connections")},
       {"connections", absl::StrCat(places)}});
  return std::min(places, connections);
}

}  // namespace

struct Gate::Impl {
  struct Connection {
    Descriptor handle;  // of the same socket as gRPC's
    std::string address;
    uint64_t tag = 0;
  };

  void Run();
  void Handle(const epoll_event& event);
  void AcceptAt(int listener);
  bool Admit(const Descriptor& socket, const Peer& peer);
  bool HasPlace(const std::string& address) const;
  void Forget(const std::string& key);
  void Watch(int fd, uint32_t events, uint64_t tag) const;

  int places = 0;
  int port = 0;
  std::vector<Descriptor> listeners;
  Take take;
  Descriptor poll{epoll_create1(EPOLL_CLOEXEC)};
  Descriptor wake{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

  // Of the thread. Tags of events: 0 is `wake`, then the listeners, then connections.
  int64_t refused = 0;
  uint64_t next_tag = 0;
  std::map<uint64_t, std::string> keys;  // by tag

  mutable std::mutex mutex;  // of what follows
  std::condition_variable closed;
  bool closing = false;
  bool ending = false;
  std::map<std::string, Connection> open;  // by Peer::Key
  std::map<std::string, int> by_address;
  std::thread thread;
};

void Gate::Impl::Watch(int fd, uint32_t events, uint64_t tag) const {
  epoll_event event = {};
  event.events = events;
  event.data.u64 = tag;
  epoll_ctl(poll.get(), EPOLL_CTL_ADD, fd, &event);
}

bool Gate::Impl::HasPlace(const std::string& address) const {
  const auto own = by_address.find(address);
  const auto left = places - static_cast<int>(open.size());
  return left > 0 && (own == by_address.end() || own->second < left);
}

bool Gate::Impl::Admit(const Descriptor& socket, const Peer& peer) {
  const std::string key = peer.Key();
  Descriptor handle(fcntl(socket.get(), F_DUPFD_CLOEXEC, 0));
  const std::lock_guard<std::mutex> lock(mutex);
  Forget(key);  // the same peer again: the end of its former connection was not looked at yet
  if (closing || handle.get() < 0 || !HasPlace(peer.address)) {
    if (refused++ % kLogEvery == 0) {
      Log(Severity::kWarning, "connection_refused",
          {{"text", "too many connections at once"}, {"refused", absl::StrCat(refused)}});
    }
    return false;
  }
  const uint64_t tag = next_tag++;
  // Hung up is what both sides have ended; gRPC does so before it closes.
  Watch(handle.get(), EPOLLET, tag);
  keys[tag] = key;
  ++by_address[peer.address];
  open.emplace(key, Connection{std::move(handle), peer.address, tag});
  return true;
}

void Gate::Impl::Forget(const std::string& key) {
  const auto found = open.find(key);
  if (found == open.end()) return;
  epoll_ctl(poll.get(), EPOLL_CTL_DEL, found->second.handle.get(), nullptr);
  keys.erase(found->second.tag);
  const auto own = by_address.find(found->second.address);
  if (--own->second == 0) by_address.erase(own);
  open.erase(found);
}

void Gate::Impl::AcceptAt(int listener) {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    sockaddr_storage from = {};
    socklen_t size = sizeof from;
    Descriptor socket(
        accept4(listener, reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno != EAGAIN && errno != EWOULDBLOCK) absl::SleepFor(kExhausted);
      return;
    }
    if (Admit(socket, PeerOf(from))) {
      SendAtOnce(socket);
      take(listener, socket.Release());
    } else {
      DisconnectOnClose(socket);
    }
  }
}

void Gate::Impl::Handle(const epoll_event& event) {
  const uint64_t tag = event.data.u64;
  if (tag == 0) {
    eventfd_t ignored = 0;
    eventfd_read(wake.get(), &ignored);
  } else if (tag <= listeners.size()) {
    AcceptAt(listeners[tag - 1].get());
  } else if ((event.events & EPOLLHUP) != 0) {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto key = keys.find(tag);
    if (key != keys.end()) Forget(std::string(key->second));
  }
}

void Gate::Impl::Run() {
  Watch(wake.get(), EPOLLIN, 0);
  for (size_t i = 0; i < listeners.size(); ++i) Watch(listeners[i].get(), EPOLLIN, i + 1);
  next_tag = listeners.size() + 1;
  std::array<epoll_event, kEventsAtOnce> events = {};
  while (true) {
    const int happened = epoll_wait(poll.get(), events.data(), kEventsAtOnce, -1);
    for (int i = 0; i < happened; ++i) Handle(events[static_cast<size_t>(i)]);
    const std::lock_guard<std::mutex> lock(mutex);
    if (closing) {
      listeners.clear();
      closed.notify_all();
    }
    if (ending) return;
  }
}

absl::StatusOr<std::unique_ptr<Gate>> Gate::Listen(const Address& address, int connections) {
  auto impl = std::make_unique<Impl>();
  PROBITY_ASSIGN_OR_RETURN(impl->listeners, ListenAtAll(address));
  if (impl->poll.get() < 0 || impl->wake.get() < 0) return CannotListen(address, errno);
  impl->port = PortOf(impl->listeners[0]);
  impl->places = PlacesFor(connections);
  return std::unique_ptr<Gate>(new Gate(std::move(impl)));
}

Gate::Gate(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Gate::~Gate() {
  Close();
  {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    impl_->ending = true;
  }
  eventfd_write(impl_->wake.get(), 1);
  if (impl_->thread.joinable()) impl_->thread.join();
}

int Gate::port() const {
  return impl_->port;
}

int Gate::connections() const {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  return static_cast<int>(impl_->open.size());
}

void Gate::Open(Take take) {
  impl_->take = std::move(take);
  impl_->thread = std::thread([impl = impl_.get()] { impl->Run(); });
}

void Gate::Close() {
  std::unique_lock<std::mutex> lock(impl_->mutex);
  impl_->closing = true;
  if (!impl_->thread.joinable()) return impl_->listeners.clear();
  eventfd_write(impl_->wake.get(), 1);
  impl_->closed.wait(lock, [this] { return impl_->listeners.empty(); });
}

void Gate::Cut(std::string_view peer) {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  const auto found = impl_->open.find(KeyOf(peer));
  if (found != impl_->open.end()) shutdown(found->second.handle.get(), SHUT_RDWR);
}

}  // namespace probity::rpc

// Who is let in.
#include "common/rpc/gate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/limits/loopback.h"
#include "tests/support/process.h"

namespace probity::rpc {
namespace {

bool Soon(const std::function<bool()>& is_so) {
  const absl::Time end = absl::Now() + absl::Seconds(10);
  while (!is_so() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
  return is_so();
}

// A client's side of a connection.
class Client {
 public:
  Client(int from, int port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (fd_ < 0) return;  // where descriptors are few
    sockaddr_in at = Loopback(from, 0);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    at = Loopback(kOne, port);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // As gRPC names this side.
  std::string Peer() const {
    sockaddr_in at = {};
    socklen_t size = sizeof at;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    return absl::StrCat("ipv4:", inet_ntoa(at.sin_addr), ":", ntohs(at.sin_port));
  }
  // Whether the other side has ended it.
  bool Ended() const {
    char byte = 0;
    const ssize_t got = recv(fd_, &byte, 1, MSG_DONTWAIT);
    return !connected_ || got == 0 || (got < 0 && errno != EAGAIN);
  }

 private:
  int fd_;
  bool connected_ = false;
};

// A gate, and the sockets it handed on.
class House {
 public:
  explicit House(int connections, const std::string& host = "127.0.0.1") {
    auto gate = Gate::Listen({host, 0}, connections);
    EXPECT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
    gate_->Open([this](int, int socket) {
      const std::lock_guard<std::mutex> lock(mutex_);
      sockets_.push_back(socket);
    });
  }
  ~House() {
    gate_.reset();
    for (const int socket : sockets_) close(socket);
  }
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  Gate& gate() { return *gate_; }
  int port() const { return gate_->port(); }
  size_t let_in() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return sockets_.size();
  }
  // As gRPC ends a connection.
  void End(size_t index) {
    const std::lock_guard<std::mutex> lock(mutex_);
    shutdown(sockets_[index], SHUT_RDWR);
    close(std::exchange(sockets_[index], -1));
  }

 private:
  std::unique_ptr<Gate> gate_;
  std::mutex mutex_;
  std::vector<int> sockets_;
};

std::vector<std::unique_ptr<Client>> Connect(int count, int from, int port) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < count; ++i) clients.push_back(std::make_unique<Client>(from, port));
  return clients;
}

int Standing(const std::vector<std::unique_ptr<Client>>& clients) {
  int standing = 0;
  for (const auto& client : clients) standing += client->Ended() ? 0 : 1;
  return standing;
}

TEST(Gate, OneAddressTakesAtMostHalfThePlacesAndAnotherAThird) {
  House house(60);
  const auto greedy = Connect(60, kTwo, house.port());
  EXPECT_TRUE(Soon([&] { return Standing(greedy) == 30; })) << Standing(greedy);
  const auto honest = Connect(60, kOne, house.port());
  EXPECT_TRUE(Soon([&] { return Standing(honest) == 15; })) << Standing(honest);
  EXPECT_EQ(house.gate().connections(), 45);
  EXPECT_EQ(house.let_in(), 45u) << "who was refused is not handed on";
}

TEST(Gate, APlaceIsFreeAgainWhenItsConnectionEnds) {
  House house(16);
  {
    const auto first = Connect(8, kTwo, house.port());
    ASSERT_TRUE(Soon([&] { return house.let_in() == 8; }));
    const Client ninth(kTwo, house.port());
    EXPECT_TRUE(Soon([&] { return ninth.Ended(); })) << "of sixteen places";
    for (size_t i = 0; i < 8; ++i) house.End(i);
    EXPECT_TRUE(Soon([&] { return house.gate().connections() == 0; }));
    EXPECT_EQ(Standing(first), 0) << "the gate's own handle does not keep a connection open";
  }
  const auto second = Connect(8, kTwo, house.port());
  EXPECT_TRUE(Soon([&] { return Standing(second) == 8; }));
}

TEST(Gate, CutsTheConnectionOfAPeerAndNoOther) {
  House house(16);
  const Client bad(kTwo, house.port());
  const Client good(kTwo, house.port());
  ASSERT_TRUE(Soon([&] { return house.let_in() == 2; }));
  house.gate().Cut("ipv4:127.0.0.2:1");
  EXPECT_FALSE(bad.Ended());
  house.gate().Cut(bad.Peer());
  EXPECT_TRUE(Soon([&] { return bad.Ended(); }));
  EXPECT_FALSE(good.Ended());
}

TEST(Gate, ClosedItLeavesConnectionsAlone) {
  House house(16);
  const Client standing(kOne, house.port());
  ASSERT_TRUE(Soon([&] { return house.let_in() == 1; }));
  house.gate().Close();
  EXPECT_TRUE(Client(kOne, house.port()).Ended()) << "nobody listens";
  EXPECT_FALSE(standing.Ended());
  EXPECT_EQ(house.let_in(), 1u);
}

TEST(Gate, EverywhereIsOfBothFamilies) {
  House house(16, "0.0.0.0");
  const Client client(kTwo, house.port());
  ASSERT_TRUE(Soon([&] { return house.let_in() == 1; }));
  house.gate().Cut(client.Peer());
  EXPECT_TRUE(Soon([&] { return client.Ended(); })) << "an IPv4 peer has its IPv4 name";
}

TEST(Gate, ASecondOneOnThePortIsRefused) {
  House house(16);
  EXPECT_TRUE(absl::IsFailedPrecondition(Gate::Listen({"127.0.0.1", house.port()}, 16).status()));
}

// gRPC would never listen again. In a process of its own, because the limit is of the process.
TEST(Gate, ListensOnWhenTheProcessHadNoDescriptorLeft) {
  testing::Fork child([] {
    House house(400);
    const rlimit few = {60, 60};
    setrlimit(RLIMIT_NOFILE, &few);
    {
      const auto flood = Connect(40, kTwo, house.port());
      if (!Soon([&] { return house.let_in() >= 5; })) return 1;
    }
    // Who waited outside comes in as soon as somebody goes.
    const auto all_gone = [&] {
      for (size_t i = 0; i < house.let_in(); ++i) house.End(i);
      return house.gate().connections() == 0;
    };
    if (!Soon(all_gone)) return 2;
    const size_t before = house.let_in();
    const auto later = Connect(3, kOne, house.port());
    return Soon([&] { return house.let_in() >= before + 3; }) && Standing(later) == 3 ? 0 : 3;
  });
  EXPECT_EQ(child.Wait(), 0)
      << "1: nobody came in, 2: their ends were not seen, 3: deaf since then";
}

TEST(Gate, AProcessThatMayOpenFewFilesHasFewPlaces) {
  testing::Fork child([] {
    const rlimit few = {600, 600};  // 512 are not for connections; each needs two
    setrlimit(RLIMIT_NOFILE, &few);
    House house(400);
    const auto clients = Connect(60, kTwo, house.port());
    return Soon([&] { return Standing(clients) == 22; }) ? 0 : Standing(clients);
  });
  EXPECT_EQ(child.Wait(), 0) << "other than half of 44 places";
}

}  // namespace
}  // namespace probity::rpc

// Certificates and their authority are replaced while calls go on, and not one of them fails.
#include <openssl/ssl.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/common/rpc/harness.h"
#include "tests/common/rpc/tls_client.h"
#include "tests/support/pki.h"

namespace probity::rpc {
namespace {

using probity::testing::Pki;

constexpr int kCallers = 4;
constexpr int kIdentities = kCallers + 2;  // beside them the server's, and of its own client
constexpr absl::Duration kRefresh = absl::Milliseconds(100);

// Callers who call on and on, each over its own channel and without repeating what failed.
class Load {
 public:
  Load(const std::string& address, const std::string& tls_dir) {
    for (int i = 0; i < kCallers; ++i) {
      ChannelOptions options{tls_dir};
      options.tls_refresh = kRefresh;
      auto channel = MakeChannel(address, options);
      EXPECT_TRUE(channel.ok()) << channel.status();
      threads_.emplace_back([this, channel = *channel] { Call(channel); });
    }
  }
  ~Load() { Stop(); }

  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }
  int64_t answered() const { return answered_; }
  std::vector<absl::Status> failures() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return failures_;
  }
  // Waits until each caller has had so many more answers.
  void Continue() const {
    const int64_t enough = answered_ + 20 * kCallers;
    while (answered_ < enough && failures().empty()) absl::SleepFor(absl::Milliseconds(10));
  }

 private:
  void Call(const std::shared_ptr<grpc::Channel>& channel) {
    const auto stub = NoteService::NewStub(channel);
    while (!stopping_) {
      const auto answer = Invoke(*stub, &NoteService::Stub::FetchNote, {}, {});
      if (answer.ok()) {
        ++answered_;
      } else {
        const std::lock_guard<std::mutex> lock(mutex_);
        failures_.push_back(answer.status());
      }
      absl::SleepFor(absl::Milliseconds(2));
    }
  }

  std::atomic<bool> stopping_ = false;
  std::atomic<int64_t> answered_ = 0;
  mutable std::mutex mutex_;
  std::vector<absl::Status> failures_;
  std::vector<std::thread> threads_;
};

// Runs one step of dev-pki.sh and waits until the server and every caller have taken its files.
void Step(const Pki& pki, const std::vector<std::string>& options) {
  const CapturedLog log;
  pki.Run(options);
  const auto taken = [&] {
    const std::vector<std::string> lines = log.lines();
    return std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
      return line.find("tls_reloaded") != std::string::npos;
    });
  };
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (taken() < kIdentities && absl::Now() < end) absl::SleepFor(absl::Milliseconds(20));
  EXPECT_EQ(taken(), kIdentities);
  absl::SleepFor(absl::Milliseconds(2500));  // gRPC's watchers look each second
}

TEST(Rotation, ReplacesCertificatesAndTheirAuthorityWithoutOneFailedCall) {
  const Pki pki;
  ServeOptions options;
  options.tls_dir = pki.Dir("scoring");
  options.tls_refresh = kRefresh;
  // Connections end all the time, so that what is new is used by new ones.
  options.max_connection_age = absl::Milliseconds(200);
  NoteServer server(options, {}, {pki.Dir("review")});
  const int port = server.server().port();
  const auto shown = [&] {
    const auto shaken = ShakeHands(port, pki.Dir("review"), TLS1_3_VERSION);
    EXPECT_TRUE(shaken.ok()) << shaken.status();
    return shaken.value_or(Shown());
  };
  const Shown first = shown();
  const std::string old_authority = pki.Mix("of-old", pki.Dir("review"), pki.Dir("review"));
  Load load(absl::StrCat("127.0.0.1:", port), pki.Dir("review"));
  load.Continue();

  Step(pki, {});
  load.Continue();
  const Shown renewed = shown();
  EXPECT_NE(renewed.serial, first.serial);
  EXPECT_EQ(renewed.issuer, first.issuer);

  Step(pki, {"--rotate-ca"});
  load.Continue();
  Step(pki, {});
  load.Continue();
  const Shown moved = shown();
  EXPECT_NE(moved.issuer, first.issuer);
  Step(pki, {"--retire-ca"});
  load.Continue();
  load.Stop();

  EXPECT_THAT(load.failures(), ::testing::IsEmpty()) << "of " << load.answered();
  EXPECT_GT(load.answered(), 5 * 20 * kCallers);
  grpc::SslCredentialsOptions retired;
  retired.pem_root_certs = probity::testing::ReadText(pki.Dir("review/ca.crt"));
  retired.pem_cert_chain = probity::testing::ReadText(old_authority + "/tls.crt");
  retired.pem_private_key = probity::testing::ReadText(old_authority + "/tls.key");
  const auto stub = NoteService::NewStub(
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::SslCredentials(retired)));
  EXPECT_TRUE(absl::IsUnavailable(Invoke(*stub, &NoteService::Stub::FetchNote, {}, {}).status()))
      << "a certificate of the retired authority opens nothing any more";
}

}  // namespace
}  // namespace probity::rpc

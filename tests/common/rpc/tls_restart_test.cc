// Two servers are restarted in turn while calls go on, and not one of them fails.
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/rpc/tls_identity.h"
#include "tests/common/rpc/harness.h"
#include "tests/common/rpc/load.h"
#include "tests/support/pki.h"

namespace probity::rpc {
namespace {

using probity::testing::Pki;

constexpr int kCallers = 4;

// A server that comes back where it was.
class Restarted {
 public:
  explicit Restarted(const Pki& pki) {
    options_.tls_dir = pki.Dir("scoring");
    options_.drain_delay = absl::Seconds(1);
    Start();
    options_.listen = absl::StrCat("127.0.0.1:", server_->server().port());
  }
  void Stop() { server_.reset(); }
  void Start() { server_.emplace(options_, Handlers(), ChannelOptions{options_.tls_dir}); }
  const std::string& address() const { return options_.listen; }

 private:
  ServeOptions options_;
  std::optional<NoteServer> server_;
};

// How many subchannels of a caller are ready is not for it to see, so that a server gets the time
// its successor in a cluster gets by minReadySeconds.
void LetCallersFindIt() {
  absl::SleepFor(absl::Seconds(5));
}

TEST(Restart, OfOneServerAfterTheOtherFailsNoCall) {
  const Pki pki;
  std::vector<std::unique_ptr<Restarted>> servers;
  for (int i = 0; i < 2; ++i) servers.push_back(std::make_unique<Restarted>(pki));
  const auto identity = TlsIdentity::Load(pki.Dir("review"));
  ASSERT_TRUE(identity.ok()) << identity.status();
  Load load(kCallers, [&] {
    grpc::ChannelArguments arguments = TlsChannelArguments();
    arguments.SetSslTargetNameOverride("localhost");
    return grpc::CreateCustomChannel(
        absl::StrCat("ipv4:", servers[0]->address(), ",", servers[1]->address()),
        (*identity)->ChannelCredentials(), arguments);
  });
  load.Continue();
  for (const std::unique_ptr<Restarted>& server : servers) {
    server->Stop();
    load.Continue();
    server->Start();
    LetCallersFindIt();
    load.Continue();
  }
  load.Stop();
  EXPECT_THAT(load.failures(), ::testing::IsEmpty()) << "of " << load.answered();
}

}  // namespace
}  // namespace probity::rpc

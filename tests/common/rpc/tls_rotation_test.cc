// Certificates and their authority are replaced while calls go on, and not one of them fails.
#include <openssl/ssl.h>

#include "absl/strings/str_cat.h"
#include "tests/common/rpc/harness.h"
#include "tests/common/rpc/load.h"
#include "tests/common/rpc/tls_client.h"
#include "tests/support/pki.h"

namespace probity::rpc {
namespace {

using probity::testing::Pki;

constexpr int kCallers = 4;
constexpr int kIdentities = kCallers + 2;  // beside them the server's, and of its own client
constexpr absl::Duration kRefresh = absl::Milliseconds(100);

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
  Load load(kCallers, [&] {
    ChannelOptions from{pki.Dir("review")};
    from.tls_refresh = kRefresh;
    return MakeChannel(absl::StrCat("127.0.0.1:", port), from).value();
  });
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
  EXPECT_GT(load.answered(), 5 * Load::kMore);
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

// A folder of certificates that changes under a running server.
#include "common/rpc/tls_identity.h"

#include <openssl/ssl.h>

#include "tests/common/rpc/harness.h"
#include "tests/common/rpc/tls_client.h"
#include "tests/support/pki.h"

namespace probity::rpc {
namespace {

using probity::testing::Pki;
using probity::testing::ReadText;
using probity::testing::WriteText;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr absl::Duration kRefresh = absl::Milliseconds(100);

// Waits until it holds, at most 30 s.
bool Soon(const std::function<bool()>& holds) {
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (!holds()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(50));
  }
  return true;
}

bool Says(const CapturedLog& log, const std::string& text) {
  return Soon([&] {
    const std::vector<std::string> lines = log.lines();
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
  });
}

TEST(Reload, ABrokenFolderChangesNothingUntilItIsRepaired) {
  const Pki pki;
  const std::string dir = pki.Mix("served", pki.Dir("scoring"), pki.Dir("scoring"));
  ServeOptions options;
  options.tls_dir = dir;
  options.tls_refresh = kRefresh;
  NoteServer server(options, {}, {pki.Dir("review")});
  const auto shown = [&] {
    return ShakeHands(server.server().port(), pki.Dir("review"), TLS1_3_VERSION);
  };
  const auto first = shown();
  ASSERT_TRUE(first.ok()) << first.status();
  const absl::Time expires = server.server().certificate_expires();
  {
    const CapturedLog log;
    WriteText(dir + "/tls.key", ReadText(pki.Dir("review/tls.key")));
    ASSERT_TRUE(Says(log, "tls_reload_refused"));
    EXPECT_THAT(log.lines(), Contains(HasSubstr("is not the key of tls.crt")));
    absl::SleepFor(absl::Seconds(2));  // gRPC's watcher has looked since
    EXPECT_EQ(log.lines().size(), 1) << "said once, not at each look";
  }
  const auto still = shown();
  ASSERT_TRUE(still.ok()) << "a new connection finds the old certificate: " << still.status();
  EXPECT_EQ(still->serial, first->serial);
  const CapturedLog log;
  WriteText(dir + "/tls.crt", ReadText(pki.Dir("settlement/tls.crt")));
  WriteText(dir + "/tls.key", ReadText(pki.Dir("settlement/tls.key")));
  ASSERT_TRUE(Says(log, "tls_reloaded"));
  EXPECT_TRUE(Soon([&] {
    const auto now = shown();
    return now.ok() && now->serial != first->serial;
  })) << "a sound pair is taken up without a restart";
  EXPECT_GE(server.server().certificate_expires(), expires);
}

TEST(Reload, WhatIsNeverSoundIsNeverLoaded) {
  const auto loaded = TlsIdentity::Load("/nowhere");
  EXPECT_TRUE(absl::IsFailedPrecondition(loaded.status())) << loaded.status();
  EXPECT_TRUE(absl::IsFailedPrecondition(MakeChannel("127.0.0.1:1", {"/nowhere"}).status()));
}

}  // namespace
}  // namespace probity::rpc

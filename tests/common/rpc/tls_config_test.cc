// What a service says of its certificate files before it starts, and what dev-pki.sh writes.
#include <sys/stat.h>

#include <filesystem>

#include "common/rpc/config.h"
#include "common/rpc/tls_files.h"
#include "tests/common/rpc/harness.h"
#include "tests/support/pki.h"

namespace probity::rpc {
namespace {

namespace fs = std::filesystem;

using config::v1::ServiceConfig;
using probity::testing::CertificateText;
using probity::testing::Pki;
using probity::testing::ReadText;
using probity::testing::WriteText;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kScoring[] = "spiffe://probity.local/probity/scoring";

const Pki& SharedPki() {
  static const Pki pki;  // its folder goes with the program
  return pki;
}

ServiceConfig Public(const std::string& tls_dir) {
  ServiceConfig config;
  config.set_listen("0.0.0.0:7101");
  config.set_tls_dir(tls_dir);
  Complete("scoring", &config);
  return config;
}

std::string Complaint(const ServiceConfig& config) {
  return std::string(CheckConfig("scoring", config).message());
}

TEST(TlsConfig, APublicAddressNeedsCertificates) {
  const Pki& pki = SharedPki();
  EXPECT_EQ(Complaint(Public(pki.Dir("scoring"))), "");
  EXPECT_THAT(Complaint(Public("")), AllOf(HasSubstr("listen: 0.0.0.0:7101 is not a loopback"),
                                           HasSubstr("tls_dir"), Not(HasSubstr("admin_listen"))));
}

TEST(TlsConfig, WithCertificatesAnotherServiceMayBeFarAway) {
  const Pki& pki = SharedPki();
  ServiceConfig config;
  config.set_tls_dir(pki.Dir("settlement"));
  config.set_scoring_address("probity-scoring.probity.svc:7101");
  Complete("settlement", &config);
  EXPECT_TRUE(CheckConfig("settlement", config).ok()) << CheckConfig("settlement", config);
}

TEST(TlsConfig, NamesTheFileThatDoesNotHoldAndTheRemedy) {
  const Pki& pki = SharedPki();
  CertificateText past;
  past.uri = kScoring;
  past.until = absl::Now() - absl::Seconds(1);
  CertificateText future;
  future.uri = kScoring;
  future.from = absl::Now() + absl::Minutes(10);
  const std::string good = pki.Dir("scoring");
  const auto spoilt = [&](const std::string& name, const std::string& file,
                          const std::string& text) {
    const std::string dir = pki.Mix(name, good, good);
    WriteText(dir + "/" + file, text);
    return dir;
  };
  const std::string missing = pki.Mix("missing", good, good);
  fs::remove(missing + "/tls.key");
  const std::string folder = pki.Mix("folder", good, good);
  fs::remove(folder + "/ca.crt");
  fs::create_directory(folder + "/ca.crt");
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"/nowhere", {"/nowhere/tls.crt cannot be read", "dev-pki.sh"}},
      {missing, {"/missing/tls.key cannot be read: No such file", "cert-manager"}},
      {folder, {"/folder/ca.crt cannot be read"}},
      {pki.Issue("past", past), {"/past/tls.crt expired at", "issue a new certificate"}},
      {pki.Issue("future", future), {"/future/tls.crt is valid from", "clock"}},
      {spoilt("empty", "tls.crt", ""), {"/empty/tls.crt holds no PEM certificate"}},
      {spoilt("other", "tls.key", ReadText(pki.Dir("review/tls.key"))),
       {"/other/tls.key is not the key of tls.crt", "together"}},
      {spoilt("locked", "tls.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"),
       {"/locked/tls.key holds no unencrypted PEM private key"}},
      {spoilt("trustless", "ca.crt", "\n"), {"/trustless/ca.crt holds no PEM certificate"}},
      {spoilt("outdated", "ca.crt", ReadText(pki.Dir("past/tls.crt"))),
       {"/outdated/ca.crt expired at"}},
      {pki.Dir("review"), {"names 'spiffe://probity.local/probity/review'", kScoring}},
  };
  for (const auto& [dir, texts] : cases) {
    for (const std::string& text : texts) EXPECT_THAT(Complaint(Public(dir)), HasSubstr(text));
    ServeOptions options;
    options.tls_dir = dir;
    if (dir != pki.Dir("review")) {
      Router router;
      const absl::Status started = Server::Start(router, options).status();
      EXPECT_TRUE(absl::IsFailedPrecondition(started)) << started;
    }
  }
}

TEST(TlsConfig, OneValidAuthoritySuffices) {
  const Pki& pki = SharedPki();
  CertificateText past;
  past.until = absl::Now() - absl::Seconds(1);
  const std::string dir = pki.Mix("overlap", pki.Dir("scoring"), pki.Dir("scoring"));
  WriteText(dir + "/ca.crt",
            ReadText(pki.Issue("gone", past) + "/tls.crt") + ReadText(pki.Dir("scoring/ca.crt")));
  EXPECT_EQ(Complaint(Public(dir)), "");
}

TEST(TlsConfig, TheTrustDomainIsAName) {
  for (const std::string domain : {"Probity.local", "probity local", "a/b", "spiffe://a"}) {
    ServiceConfig config;
    config.set_trust_domain(domain);
    Complete("scoring", &config);
    EXPECT_THAT(Complaint(config), HasSubstr("trust_domain is '" + domain)) << domain;
  }
}

mode_t ModeOf(const std::string& path) {
  struct stat info = {};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777;
}

TEST(DevPki, IssuesEachProgramItsOwnNameAndKeepsKeysPrivate) {
  const Pki pki({"--trust-domain", "bureau.example"});
  for (const std::string name :
       {"scoring", "review", "settlement", "client", "review-client", "monitoring"}) {
    const auto files = ReadTlsFiles(pki.Dir(name), absl::Now());
    ASSERT_TRUE(files.ok()) << files.status();
    EXPECT_EQ(files->uri, "spiffe://bureau.example/probity/" + name);
    EXPECT_EQ(ModeOf(pki.Dir(name) + "/tls.key"), 0600u) << name;
  }
  EXPECT_EQ(ModeOf(pki.Dir("ca/ca.key")), 0600u);
}

TEST(DevPki, ASecondRunRenewsUnderTheSameAuthority) {
  const Pki pki;
  const auto before = ReadTlsFiles(pki.Dir("review"), absl::Now());
  pki.Run();
  const auto after = ReadTlsFiles(pki.Dir("review"), absl::Now());
  ASSERT_TRUE(before.ok() && after.ok());
  EXPECT_EQ(before->authorities, after->authorities);
  EXPECT_NE(before->certificate, after->certificate);
  EXPECT_NE(before->key, after->key);
}

TEST(DevPki, ANewAuthorityIsTrustedBeforeItIssuesAndTheOldOneUntilItIsRetired) {
  const Pki pki;
  const auto read = [&] { return ReadTlsFiles(pki.Dir("review"), absl::Now()).value(); };
  const TlsFiles first = read();
  pki.Run({"--rotate-ca"});
  const TlsFiles second = read();
  EXPECT_EQ(second.certificate, first.certificate) << "nobody knows the new authority yet";
  EXPECT_THAT(second.authorities, HasSubstr(first.authorities));
  EXPECT_NE(second.authorities, first.authorities);
  pki.Run();
  const TlsFiles third = read();
  EXPECT_NE(third.certificate, first.certificate);
  EXPECT_EQ(third.authorities, second.authorities) << "certificates of the old one are still about";
  pki.Run({"--retire-ca"});
  const TlsFiles last = read();
  EXPECT_EQ(last.certificate, third.certificate);
  EXPECT_THAT(last.authorities, Not(HasSubstr(first.authorities)));
  EXPECT_THAT(second.authorities, HasSubstr(last.authorities));
}

}  // namespace
}  // namespace probity::rpc

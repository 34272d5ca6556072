// Encryption to the database: verified, or refused with its cause; never plaintext instead.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "tests/common/sql/schema.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/databases.h"
#include "tests/support/mariadb.h"
#include "tests/support/pki.h"

namespace probity::sql {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using testing::MariaDb;
using testing::Pki;
using testing::ReadText;
using testing::SharedMariaDb;
using testing::TempDir;
using testing::WriteText;

constexpr char kNoTls[] = "no verified encrypted connection to the database: ";

absl::Status Opened(const std::string& url) {
  Options options;
  options.url = url;
  return Open(options, Schema()).status();
}

// One server for all tests, whose certificate is exchanged while it runs. Certificates name
// `localhost`.
class DatabaseTlsTest : public ::testing::Test {
 protected:
  struct Shared {
    Shared() {
      Serve(pki.Dir("database"));
      absl::StatusOr<std::unique_ptr<MariaDb>> started = MariaDb::Start(
          {"--ssl-ca=" + served.path() + "/ca.crt", "--ssl-cert=" + served.path() + "/tls.crt",
           "--ssl-key=" + served.path() + "/tls.key"});
      if (!started.ok()) throw std::runtime_error(started.status().ToString());
      server = *std::move(started);
      url = *server->CreateDatabase("tls");
      url.replace(url.find("127.0.0.1"), std::strlen("127.0.0.1"), "localhost");
      Options options;
      options.url = absl::StrCat(url, "&ssl_ca=", pki.Dir("ca/ca.crt"));
      const absl::Status migrated = Migrate(options, Schema());
      if (!migrated.ok()) throw std::runtime_error(migrated.ToString());
    }
    // What new connections of the server show from now on.
    void Serve(const std::string& folder) {
      for (const char* file : {"/tls.crt", "/tls.key", "/ca.crt"}) {
        WriteText(served.path() + file, ReadText(folder + file));
      }
      // The server runs as another account than this test.
      ASSERT_TRUE(testing::RunProgram({"/bin/chmod", "-R", "a+rX", served.path()}).ok());
      if (server == nullptr) return;
      const absl::StatusOr<std::string> read = server->Admin("FLUSH SSL");
      ASSERT_TRUE(read.ok()) << read.status();
    }

    Pki pki;
    Pki other;
    TempDir served;
    std::unique_ptr<MariaDb> server;
    std::string url;
  };

  static void SetUpTestSuite() { shared_ = std::make_unique<Shared>(); }
  static void TearDownTestSuite() { shared_.reset(); }
  void SetUp() override {
    Serve(pki_.Dir("database"));
    ASSERT_TRUE(server_.Admin("ALTER USER tls@'%' REQUIRE NONE").ok());
  }

  void Serve(const std::string& folder) { shared_->Serve(folder); }
  std::string Verified() const { return absl::StrCat(url_, "&ssl_ca=", pki_.Dir("ca/ca.crt")); }
  std::string Showing(const std::string& certificate, const std::string& key) const {
    return absl::StrCat(Verified(), "&ssl_cert=", certificate, "/tls.crt&ssl_key=", key,
                        "/tls.key");
  }

  static inline std::unique_ptr<Shared> shared_;
  const Pki& pki_ = shared_->pki;
  const Pki& other_ = shared_->other;
  MariaDb& server_ = *shared_->server;
  const std::string& url_ = shared_->url;
};

TEST_F(DatabaseTlsTest, AServerIsBelievedByItsAuthorityNameTimeAndPurposeAlone) {
  const absl::Time now = absl::Now();
  const struct {
    const char* rule;
    std::string folder;
    std::string fault;  // empty: it is believed
  } table[] = {
      {"as dev-pki.sh issues it", pki_.Dir("database"), ""},
      {"another authority", other_.Dir("database"), "is not of the authority in ssl_ca"},
      {"another host", pki_.Issue("elsewhere", {.uri = "", .hosts = {"elsewhere.test"}}),
       "does not name the host of the address"},
      {"no host at all", pki_.Issue("nameless", {}), "does not name the host of the address"},
      {"a minute too old",
       pki_.Issue("old", {.uri = "", .hosts = {"localhost"}, .until = now - absl::Minutes(1)}),
       "has expired"},
      {"an hour too young",
       pki_.Issue("young", {.uri = "",
                            .hosts = {"localhost"},
                            .from = now + absl::Hours(1),
                            .until = now + absl::Hours(2)}),
       "is not yet valid"},
      {"a workstation's", pki_.Dir("client"), "is not one for servers"},
      {"and again the right one", pki_.Dir("database"), ""},
  };
  for (const auto& row : table) {
    Serve(row.folder);
    const absl::Status status = Opened(Verified());
    if (row.fault.empty()) {
      EXPECT_TRUE(status.ok()) << row.rule << ": " << status;
      continue;
    }
    EXPECT_TRUE(HasReason(status, Reason::k_STORAGE_UNAVAILABLE)) << row.rule << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(absl::StrCat(kNoTls)));
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.fault)) << row.rule;
  }
}

TEST_F(DatabaseTlsTest, TheAddressIsTheNameThatIsVerified) {
  Serve(pki_.Issue("by-name", {.uri = "", .hosts = {"localhost"}}));
  EXPECT_TRUE(Opened(Verified()).ok());
  std::string by_number = Verified();
  by_number.replace(by_number.find("localhost"), 9, "127.0.0.1");
  EXPECT_THAT(std::string(Opened(by_number).message()), HasSubstr("does not name the host"));
}

TEST_F(DatabaseTlsTest, AnAccountThatMustShowACertificateIsLetInWithOneOnly) {
  ASSERT_TRUE(server_.Admin("ALTER USER tls@'%' REQUIRE X509").ok());
  const std::string own = pki_.Dir("scoring");
  const std::string expired = pki_.Issue("expired", {.until = absl::Now() - absl::Minutes(1)});
  const auto refused = AnyOf(HasSubstr("does the server trust its authority, and is it in date?"),
                             HasSubstr("the server refuses the certificate of ssl_cert"));
  EXPECT_TRUE(Opened(Showing(own, own)).ok());
  EXPECT_THAT(std::string(Opened(Verified()).message()),
              HasSubstr("refuses the service's account (password, lock, certificate)"));
  EXPECT_THAT(std::string(Opened(Showing(other_.Dir("scoring"), other_.Dir("scoring"))).message()),
              refused);
  EXPECT_THAT(std::string(Opened(Showing(expired, expired)).message()), refused);
  EXPECT_THAT(std::string(Opened(Showing(own, pki_.Dir("client"))).message()),
              HasSubstr("ssl_key is not the key of ssl_cert"));
}

TEST_F(DatabaseTlsTest, EveryFileThatIsMissingIsNamed) {
  const absl::Status status =
      Opened(absl::StrCat(url_, "&ssl_ca=/nowhere/ca&ssl_cert=/nowhere/crt&ssl_key=/nowhere/key"));
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  for (const char* said : {"ssl_ca /nowhere/ca cannot be read", "ssl_cert /nowhere/crt cannot",
                           "ssl_key /nowhere/key cannot"}) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(said));
  }
  const std::string empty = shared_->served.path() + "/empty";
  WriteText(empty, "no certificate\n");
  EXPECT_THAT(std::string(Opened(absl::StrCat(url_, "&ssl_ca=", empty)).message()),
              HasSubstr("ssl_ca holds no certificate"));
}

TEST_F(DatabaseTlsTest, AConnectionCutInsideABodyRunsTheBodyAgain) {
  Options options;
  options.url = Verified();
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  int runs = 0;
  const absl::Status status = (*database)->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    if (++runs == 1) {
      PROBITY_RETURN_IF_ERROR(server_.Admin("KILL USER tls").status());
    }
    return tx.Execute("INSERT INTO account (id, balance) VALUES (1, 0)", {}).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(*ReadInt(**database, "SELECT COUNT(*) FROM account"), 1);
}

TEST_F(DatabaseTlsTest, AServerThatIsNoLongerBelievedIsNotReadyUntilItIsAgain) {
  Options options;
  options.url = Verified();
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  Serve(pki_.Issue("expired",
                   {.uri = "", .hosts = {"localhost"}, .until = absl::Now() - absl::Minutes(1)}));
  ASSERT_TRUE(server_.Admin("KILL USER tls").ok());
  const absl::Status lost = (*database)->Check(Soon());
  EXPECT_TRUE(absl::IsUnavailable(lost)) << lost;
  EXPECT_THAT(std::string(lost.message()), HasSubstr("has expired"));
  Serve(pki_.Dir("database"));
  EXPECT_TRUE((*database)->Check(Soon()).ok());
}

TEST(PlaintextDatabaseTest, EncryptionThatWasAskedForIsNeverReplacedByPlaintext) {
  testing::TestDatabase database("mariadb", Schema());
  const Pki pki;
  testing::CuttingProxy proxy(SharedMariaDb().port());
  std::string url = database.options().url;
  const std::string user = url.substr(8, url.find('@') - 8);
  const std::string port = absl::StrCat(SharedMariaDb().port());
  url.replace(url.find(port), port.size(), absl::StrCat(proxy.port()));

  proxy.Arm({.trigger = user});
  const absl::Status refused = Opened(absl::StrCat(url, "&ssl_ca=", pki.Dir("ca/ca.crt")));
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr(absl::StrCat(kNoTls, "the server offers no TLS")));
  EXPECT_EQ(proxy.cuts(), 0) << "the account's name was sent in plaintext";

  EXPECT_FALSE(Opened(url).ok());
  EXPECT_EQ(proxy.cuts(), 1) << "this proxy would not have seen it";
}

}  // namespace
}  // namespace probity::sql

#include "common/sql/url.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

TEST(UrlTest, ASqliteAddressIsAPath) {
  for (const char* path : {"data/scoring.db", "/var/lib/a b.db", "x"}) {
    const absl::StatusOr<Url> url = ParseUrl(std::string("sqlite:") + path);
    ASSERT_TRUE(url.ok()) << url.status();
    EXPECT_EQ(url->engine, Dialect::Engine::kSqlite);
    EXPECT_EQ(url->path, path);
  }
}

TEST(UrlTest, AServersAddressHasUserHostPortAndName) {
  const absl::StatusOr<Url> url = ParseUrl(
      "mysql://scoring%40x@db.example:3307/probity?password_file=/run/secrets/a%20b&ssl_ca=/ca.pem"
      "&ssl_cert=/c.pem&ssl_key=/k.pem&socket=/s");
  ASSERT_TRUE(url.ok()) << url.status();
  EXPECT_EQ(url->engine, Dialect::Engine::kMySql);
  EXPECT_EQ(url->user, "scoring@x");
  EXPECT_EQ(url->host, "db.example");
  EXPECT_EQ(url->port, 3307);
  EXPECT_EQ(url->name, "probity");
  EXPECT_EQ(url->password_file, "/run/secrets/a b");
  EXPECT_EQ(url->ssl_ca, "/ca.pem");
  EXPECT_EQ(url->ssl_cert, "/c.pem");
  EXPECT_EQ(url->ssl_key, "/k.pem");
  EXPECT_EQ(url->socket, "/s");
}

TEST(UrlTest, ThePortIs3306UnlessGiven) {
  EXPECT_EQ(ParseUrl("mysql://u@localhost/n")->port, 3306);
  EXPECT_EQ(ParseUrl("mysql://u@[::1]/n")->port, 3306);
  EXPECT_EQ(ParseUrl("mysql://u@[::1]:3307/n")->port, 3307);
  EXPECT_EQ(ParseUrl("mysql://u@[::1]:3307/n")->host, "::1");
}

TEST(UrlTest, AnythingElseIsABadRequestAboutTheDatabase) {
  const struct {
    const char* url;
    const char* says;
  } table[] = {
      {"", "sqlite:PATH or mysql://"},
      {"scoring.db", "sqlite:PATH or mysql://"},
      {"postgres://u@h/n", "sqlite:PATH or mysql://"},
      {"sqlite:", "path of a file"},
      {"sqlite:data/", "path of a file"},
      {"sqlite::memory:", "path of a file"},
      {"mysql://h/n", "mysql://user@host"},
      {"mysql://u@h", "mysql://user@host"},
      {"mysql://@h/n", "user is missing"},
      {"mysql://u@/n", "host is missing"},
      {"mysql://u@h/", "name of the database is missing"},
      {"mysql://u:secret@h/n", "password_file=FILE"},
      {"mysql://u@h:0/n", "port"},
      {"mysql://u@h:65536/n", "port"},
      {"mysql://u@h:x/n", "port"},
      {"mysql://u@h/n?pasword_file=x", "unknown parameter 'pasword_file'"},
      {"mysql://u@h/n?ssl_ca=", "'ssl_ca' has no value"},
      {"mysql://u@h/n?ssl_ca=%zz", "'ssl_ca' has no value"},
      {"mysql://u@h/n?ssl_cert=x", "ssl_cert and ssl_key"},
      {"mysql://u@127.0.0.1/n?ssl_cert=x&ssl_key=x", "without ssl_ca"},
  };
  for (const auto& row : table) {
    const absl::StatusOr<Url> url = ParseUrl(row.url);
    EXPECT_TRUE(HasReason(url.status(), Reason::k_BAD_REQUEST)) << row.url;
    EXPECT_NE(std::string(url.status().message()).find(row.says), std::string::npos)
        << row.url << " was refused with: " << url.status();
    EXPECT_EQ(std::string(url.status().message()).find("secret"), std::string::npos);
  }
}

TEST(UrlTest, LoopbackIsWhatNeverLeavesThisMachine) {
  for (const char* url : {"mysql://u@127.0.0.1/n", "mysql://u@localhost/n", "mysql://u@[::1]/n",
                          "mysql://u@far.example/n?socket=/run/s"}) {
    EXPECT_TRUE(IsLoopback(*ParseUrl(url))) << url;
  }
  for (const char* host : {"10.0.0.1", "db.example", "127.example", "127.0.0.1.example",
                           "localhost.example", "128.0.0.1", "[::2]", "0.0.0.0"}) {
    const std::string url = absl::StrCat("mysql://u@", host, "/n");
    const absl::Status refused = ParseUrl(url).status();
    EXPECT_TRUE(HasReason(refused, Reason::k_BAD_REQUEST)) << url;
    EXPECT_NE(refused.message().find("name the server's authority with ssl_ca=FILE"),
              absl::string_view::npos)
        << refused;
    EXPECT_FALSE(IsLoopback(*ParseUrl(url + "?ssl_ca=/ca.pem"))) << url;
  }
}

}  // namespace
}  // namespace probity::sql

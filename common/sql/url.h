// The address of a database, taken apart.
#ifndef PROBITY_COMMON_SQL_URL_H_
#define PROBITY_COMMON_SQL_URL_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::sql {

struct Url {
  Dialect::Engine engine = Dialect::Engine::kSqlite;
  std::string path;  // SQLite

  std::string user;  // server, from here on
  std::string host;
  int port = 3306;
  std::string name;
  std::string password_file;
  std::string socket;
  std::string ssl_ca;
  std::string ssl_cert;
  std::string ssl_key;
};

// BAD_REQUEST naming `database` for anything but the two forms of Options::url. Parts may be
// percent-encoded. A password inside the URL is refused: secrets come from files. So is a server
// off this machine without ssl_ca: nothing is ever sent there in plaintext.
absl::StatusOr<Url> ParseUrl(std::string_view text);

// True for hosts that never leave this machine.
bool IsLoopback(const Url& url);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_URL_H_

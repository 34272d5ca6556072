// A private MariaDB server for tests.
#ifndef PROBITY_TESTS_SUPPORT_MARIADB_H_
#define PROBITY_TESTS_SUPPORT_MARIADB_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/support/process.h"

namespace probity::testing {

// Its own data folder, socket and port on 127.0.0.1; durable like a production server, small, and
// gone with the object that owns it. A machine without MariaDB fails the test that asks for it.
class MariaDb {
 public:
  // `extra` are further options of the server, e.g. "--log-bin".
  static absl::StatusOr<std::unique_ptr<MariaDb>> Start(std::vector<std::string> extra = {});
  ~MariaDb();

  // Creates an empty database and an account with every right on it and none elsewhere; the
  // address to give to sql::Open. `name`: lower-case letters, digits, underscores.
  absl::StatusOr<std::string> CreateDatabase(std::string_view name);
  absl::Status DropDatabase(std::string_view name);

  // As the server's administrator; the rows as text, columns separated by tabs.
  absl::StatusOr<std::string> Admin(std::string_view sql);

  // kill -9, and a start on the same data: what a crash leaves behind.
  absl::Status CrashAndRestart();

  int port() const { return port_; }
  const std::string& socket() const { return socket_; }
  const std::string& folder() const { return folder_.path(); }

 private:
  explicit MariaDb(std::vector<std::string> extra) : extra_(std::move(extra)) {}
  absl::Status Install();
  absl::Status Launch();

  TempDir folder_;
  std::vector<std::string> extra_;
  std::string socket_;
  int port_ = 0;
  uid_t uid_ = 0;
  gid_t gid_ = 0;
  std::unique_ptr<Child> server_;
};

// The one server of this test program, started when first asked for, stopped at its end. Throws if
// it cannot be started.
MariaDb& SharedMariaDb();

}  // namespace probity::testing

#endif  // PROBITY_TESTS_SUPPORT_MARIADB_H_

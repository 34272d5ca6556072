#include "tests/support/mariadb.h"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::testing {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr char kPassword[] = "only-for-this-test";

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

absl::StatusOr<std::string> Require(std::string_view program) {
  std::string path = FindProgram(program);
  if (!path.empty()) return path;
  return absl::FailedPreconditionError(
      absl::StrCat(ToAbsl(program), " is missing; the tests need Debian's mariadb-server"));
}

// A server that starts clears what others left in its folder of temporary files, so two that start
// at once must not share one.
std::string OwnTemporaries(const std::string& folder) {
  return absl::StrCat("--tmpdir=", folder);
}

}  // namespace

absl::StatusOr<std::unique_ptr<MariaDb>> MariaDb::Start(std::vector<std::string> extra) {
  std::unique_ptr<MariaDb> server(new MariaDb(std::move(extra)));
  PROBITY_RETURN_IF_ERROR(server->Install());
  PROBITY_RETURN_IF_ERROR(server->Launch());
  return server;
}

absl::Status MariaDb::Install() {
  socket_ = absl::StrCat(folder(), "/socket");
  PROBITY_ASSIGN_OR_RETURN(const std::string install, Require("mariadb-install-db"));
  std::vector<std::string> argv = {install,
                                   "--no-defaults",
                                   absl::StrCat("--datadir=", folder(), "/data"),
                                   OwnTemporaries(folder()),
                                   "--auth-root-authentication-method=normal",
                                   "--skip-test-db",
                                   "--skip-name-resolve",
                                   "--force"};  // a machine whose name nobody can look up
  if (geteuid() == 0) {
    // The server refuses to run as root; any account without rights will do.
    const passwd* account = getpwnam("mysql");
    if (account == nullptr) account = getpwnam("nobody");
    if (account == nullptr) return absl::FailedPreconditionError("no account for the server");
    uid_ = account->pw_uid;
    gid_ = account->pw_gid;
    argv.push_back(absl::StrCat("--user=", account->pw_name));
    if (chown(folder().c_str(), uid_, gid_) != 0) {
      return absl::InternalError("the server's folder cannot be given to its account");
    }
  }
  return RunProgram(argv).status();
}

absl::Status MariaDb::Launch() {
  PROBITY_ASSIGN_OR_RETURN(const std::string program, Require("mariadbd"));
  const std::string log = absl::StrCat(folder(), "/log");
  // Another program may take the free port first; then the next one is tried.
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (port_ == 0) port_ = FreePort();
    std::vector<std::string> argv = {program,
                                     "--no-defaults",
                                     absl::StrCat("--datadir=", folder(), "/data"),
                                     OwnTemporaries(folder()),
                                     absl::StrCat("--socket=", socket_),
                                     absl::StrCat("--port=", port_),
                                     absl::StrCat("--pid-file=", folder(), "/pid"),
                                     "--bind-address=127.0.0.1",
                                     "--skip-name-resolve",
                                     "--skip-log-bin",
                                     "--performance-schema=OFF",
                                     "--max-connections=100",
                                     "--innodb-buffer-pool-size=32M",
                                     "--innodb-log-file-size=16M",
                                     "--innodb-log-buffer-size=2M",
                                     "--innodb-flush-log-at-trx-commit=1",
                                     "--key-buffer-size=1M",
                                     "--aria-pagecache-buffer-size=1M",
                                     "--table-open-cache=200"};
    argv.insert(argv.end(), extra_.begin(), extra_.end());
    PROBITY_ASSIGN_OR_RETURN(Child child, Child::Start(argv, {uid_, gid_, log}));
    server_ = std::make_unique<Child>(std::move(child));
    const absl::Time deadline = absl::Now() + kStartTimeout;
    while (server_->Running() && absl::Now() < deadline) {
      if (Admin("SELECT 1").ok()) return absl::OkStatus();
      absl::SleepFor(absl::Milliseconds(50));
    }
    port_ = 0;
  }
  return absl::InternalError(absl::StrCat("mariadbd did not start: ", ReadFile(log)));
}

MariaDb::~MariaDb() {
  if (server_ == nullptr) return;
  server_->Signal(SIGTERM);
  server_->WaitUntil(absl::Now() + absl::Seconds(30));
}

absl::StatusOr<std::string> MariaDb::Admin(std::string_view sql) {
  PROBITY_ASSIGN_OR_RETURN(const std::string client, Require("mariadb"));
  return RunProgram({client, "--no-defaults", absl::StrCat("--socket=", socket_), "--user=root",
                     "--batch", "--skip-column-names", "--default-character-set=utf8mb4"},
                    sql);
}

absl::StatusOr<std::string> MariaDb::CreateDatabase(std::string_view name) {
  const absl::string_view schema = ToAbsl(name);
  PROBITY_RETURN_IF_ERROR(Admin(absl::StrCat("CREATE DATABASE ", schema,
                                             " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; "
                                             "CREATE USER ",
                                             schema, "@'%' IDENTIFIED BY '", kPassword,
                                             "'; "
                                             "GRANT ALL ON ",
                                             schema, ".* TO ", schema, "@'%';"))
                              .status());
  const std::string password_file = absl::StrCat(folder(), "/password");
  std::ofstream(password_file) << kPassword << "\n";
  return absl::StrCat("mysql://", schema, "@127.0.0.1:", port_, "/", schema,
                      "?password_file=", password_file);
}

absl::Status MariaDb::DropDatabase(std::string_view name) {
  return Admin(absl::StrCat("DROP DATABASE IF EXISTS ", ToAbsl(name), "; DROP USER IF EXISTS ",
                            ToAbsl(name), "@'%';"))
      .status();
}

absl::Status MariaDb::CrashAndRestart() {
  server_->Signal(SIGKILL);
  server_->WaitUntil(absl::InfiniteFuture());
  return Launch();
}

MariaDb& SharedMariaDb() {
  static const std::unique_ptr<MariaDb> server = [] {
    // A connection cut while it is written to is an error, as in the services, and ends no test.
    signal(SIGPIPE, SIG_IGN);
    absl::StatusOr<std::unique_ptr<MariaDb>> started = MariaDb::Start();
    if (!started.ok()) throw std::runtime_error(started.status().ToString());
    return *std::move(started);
  }();
  return *server;
}

}  // namespace probity::testing

#include "common/sql/mysql_session.h"

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/parameter_metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/sql/mysql_binding.h"
#include "common/sql/mysql_value.h"
#include "common/sql/statement_cache.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr std::string_view kBeginWrite = "START TRANSACTION";
constexpr std::string_view kBeginRead = "START TRANSACTION READ ONLY";
constexpr std::string_view kCommit = "COMMIT";
constexpr std::string_view kRollback = "ROLLBACK";

// Writing bodies lock the row they decide on first, then read what hangs on it: at READ COMMITTED
// those reads are current, at REPEATABLE READ they may predate the lock. Reads get one snapshot.
constexpr std::string_view kLevelWrite = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
constexpr std::string_view kLevelRead = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";

constexpr std::string_view kServer = "SELECT VERSION(), @@max_allowed_packet";
constexpr std::string_view kEncryption =
    "SHOW STATUS WHERE Variable_name IN ('Ssl_cipher', 'Ssl_version')";
constexpr std::string_view kGrants = "SHOW GRANTS";  // with those of roles and of PUBLIC

constexpr int kTlsError = 2026;
constexpr int kServerLost = 2013;

constexpr size_t kCachedStatements = 100;
constexpr int kConnectSeconds = 5;
constexpr int64_t kPacketReserve = 64 << 10;  // what the protocol adds to the values

// The connector keeps state per thread; it is set up when a thread first needs it and released
// when that thread ends.
void PrepareThread() {
  struct Guard {
    Guard() { get_driver_instance()->threadInit(); }
    ~Guard() { get_driver_instance()->threadEnd(); }
  };
  // The first call fills a map of the connector without a lock: let it come alone.
  static ::sql::Driver* const driver = get_driver_instance();
  static_cast<void>(driver);
  thread_local const Guard guard;
}

int64_t CeilSeconds(absl::Duration duration) {
  return std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(duration, absl::Seconds(1))));
}

// Runs on connect. Statement limits have another name in each family; each reads only its own part
// of the text, the other one takes it for a comment.
std::string PostInit(const MySqlSettings& settings) {
  const int64_t lock_wait = CeilSeconds(settings.lock_wait);
  const int64_t limit = CeilSeconds(settings.statement_limit);
  return absl::StrFormat(
      "SET time_zone = '+00:00', sql_mode = '%s', sql_select_limit = %s, "
      "innodb_lock_wait_timeout = %d, "
      "lock_wait_timeout = %d /*M!100100 , max_statement_time = %d */ "
      "/*!50708 , max_execution_time = %d */",
      kSqlMode, kNoLimit, lock_wait, limit, limit, limit * 1000);
}

::sql::ConnectOptionsMap ConnectOptions(const MySqlSettings& settings) {
  const Url& url = settings.url;
  const bool ipv6 = url.host.find(':') != std::string::npos;
  const std::string host = url.socket.empty() ? absl::StrCat("tcp://", ipv6 ? "[" : "", url.host,
                                                             ipv6 ? "]" : "", ":", url.port)
                                              : absl::StrCat("unix://", url.socket);
  // Types matter: a wrong one throws, an unknown name is ignored.
  ::sql::ConnectOptionsMap options;
  options["hostName"] = ::sql::SQLString(host);
  options["userName"] = ::sql::SQLString(url.user);
  options["password"] = ::sql::SQLString(settings.password);
  options["schema"] = ::sql::SQLString(url.name);
  options["postInit"] = ::sql::SQLString(PostInit(settings));
  options["OPT_CHARSET_NAME"] = ::sql::SQLString("utf8mb4");
  options["CLIENT_FOUND_ROWS"] = true;
  options["OPT_CONNECT_TIMEOUT"] = kConnectSeconds;
  const int answer_seconds = static_cast<int>(CeilSeconds(settings.statement_limit)) + 5;
  options["OPT_READ_TIMEOUT"] = answer_seconds;
  options["OPT_WRITE_TIMEOUT"] = answer_seconds;
  if (!url.ssl_ca.empty()) {
    options["sslCA"] = ::sql::SQLString(url.ssl_ca);
    options["sslVerify"] = true;
  }
  if (!url.ssl_cert.empty()) {
    options["sslCert"] = ::sql::SQLString(url.ssl_cert);
    options["sslKey"] = ::sql::SQLString(url.ssl_key);
  }
  return options;
}

::sql::SQLString ToSql(std::string_view text) {
  return {text.data(), text.size()};
}

// SHOW GLOBAL VARIABLES or SHOW SESSION VARIABLES, of those that are judged.
std::string ShowVariables(std::string_view scope) {
  const auto quote = [](std::string* out, std::string_view name) {
    absl::StrAppend(out, "'", ToAbsl(name), "'");
  };
  return absl::StrCat("SHOW ", ToAbsl(scope), " VARIABLES WHERE Variable_name IN (",
                      absl::StrJoin(JudgedVariables(), ", ", quote), ")");
}

}  // namespace

struct MySqlSession::Impl {
  int64_t statement_limit_seconds = 0;
  bool loopback = false;
  bool established = false;
  std::unique_ptr<::sql::Connection> connection;
  StatementCache<std::unique_ptr<::sql::PreparedStatement>> statements{kCachedStatements};
  std::string version_text;
  bool mariadb = false;
  int64_t max_packet = 0;
  std::optional<Mode> tuned;
  int64_t limit_seconds = 0;  // the statement limit set at the moment

  std::unique_ptr<::sql::PreparedStatement> Prepare(std::string_view sql) {
    if (auto cached = statements.Take(sql)) return *std::move(cached);
    return std::unique_ptr<::sql::PreparedStatement>(connection->prepareStatement(ToSql(sql)));
  }
  void Run(std::string_view sql) {
    const std::unique_ptr<::sql::Statement> statement(connection->createStatement());
    statement->execute(ToSql(sql));
  }
  std::vector<std::vector<std::string>> Show(std::string_view sql) {
    const std::unique_ptr<::sql::Statement> statement(connection->createStatement());
    const std::unique_ptr<::sql::ResultSet> result(statement->executeQuery(ToSql(sql)));
    const unsigned int columns = result->getMetaData()->getColumnCount();
    std::vector<std::vector<std::string>> rows;
    while (result->next()) {
      rows.emplace_back();
      for (unsigned int column = 1; column <= columns; ++column) {
        rows.back().push_back(result->getString(column));
      }
    }
    return rows;
  }
  // Rows of a name and a value.
  std::map<std::string, std::string> ShowPairs(std::string_view sql) {
    std::map<std::string, std::string> pairs;
    for (const std::vector<std::string>& row : Show(sql)) pairs[row.at(0)] = row.at(1);
    return pairs;
  }
};

MySqlSession::MySqlSession(std::unique_ptr<Impl> impl)
    : Session(Dialect(Dialect::Engine::kMySql)), impl_(std::move(impl)) {}

MySqlSession::~MySqlSession() {
  PrepareThread();
  impl_->statements.Clear();  // before the connection they belong to
}

// The edge at which the connector's exceptions end.
template <typename Result, typename Action>
Result MySqlSession::Guarded(std::string_view sql, Action action) {
  PrepareThread();
  try {
    return action();
  } catch (const ::sql::SQLException& error) {
    // Over TLS a connection that broke is reported as an error of TLS; verified it was at connect.
    const int code = error.getErrorCode();
    const bool lost = code == kTlsError && impl_->established;
    return Fail({Dialect::Engine::kMySql, lost ? kServerLost : code, error.what()}, sql);
  }
}

absl::StatusOr<std::unique_ptr<MySqlSession>> MySqlSession::Open(const MySqlSettings& settings) {
  std::unique_ptr<MySqlSession> session(new MySqlSession(std::make_unique<Impl>()));
  Impl& impl = *session->impl_;
  impl.statement_limit_seconds = CeilSeconds(settings.statement_limit);
  impl.limit_seconds = impl.statement_limit_seconds;
  impl.loopback = IsLoopback(settings.url);
  PROBITY_RETURN_IF_ERROR(session->Guarded<absl::Status>("connect", [&]() -> absl::Status {
    ::sql::ConnectOptionsMap options = ConnectOptions(settings);
    impl.connection.reset(get_driver_instance()->connect(options));
    impl.established = true;
    const std::vector<std::string> facts = impl.Show(kServer).at(0);
    impl.version_text = facts.at(0);
    impl.mariadb = impl.version_text.find("MariaDB") != std::string::npos;
    impl.max_packet = ParseWhole(facts.at(1)).value_or(0);
    return absl::OkStatus();
  }));
  if (settings.url.ssl_ca.empty()) return session;
  PROBITY_ASSIGN_OR_RETURN(const std::string version, session->TlsVersion());
  if (version != "TLSv1.2" && version != "TLSv1.3") return StatusOf(ErrorClass::kTls);
  return session;
}

// Empty if the connection is in plaintext.
absl::StatusOr<std::string> MySqlSession::TlsVersion() {
  return Guarded<absl::StatusOr<std::string>>(kEncryption, [this]() -> std::string {
    std::map<std::string, std::string> values = impl_->ShowPairs(kEncryption);
    return values["Ssl_cipher"].empty() ? "" : values["Ssl_version"];
  });
}

absl::StatusOr<ServerFacts> MySqlSession::ReadFacts() {
  PROBITY_RETURN_IF_ERROR(Tune(Mode::kRead));
  ServerFacts facts;
  facts.version = impl_->version_text;
  facts.loopback = impl_->loopback;
  PROBITY_ASSIGN_OR_RETURN(facts.tls_version, TlsVersion());
  const std::string global = ShowVariables("GLOBAL");
  const std::string session = ShowVariables("SESSION");
  const std::string status = absl::StrCat("SHOW GLOBAL STATUS LIKE '", kRedoLog, "'");
  PROBITY_RETURN_IF_ERROR(Guarded<absl::Status>(global, [&]() -> absl::Status {
    facts.global = impl_->ShowPairs(global);
    facts.global.merge(impl_->ShowPairs(status));
    facts.session = impl_->ShowPairs(session);
    return absl::OkStatus();
  }));
  return facts;
}

absl::StatusOr<std::vector<std::string>> MySqlSession::ReadGrants() {
  std::vector<std::string> grants;
  PROBITY_RETURN_IF_ERROR(Guarded<absl::Status>(kGrants, [&]() -> absl::Status {
    for (const std::vector<std::string>& row : impl_->Show(kGrants)) grants.push_back(row.at(0));
    return absl::OkStatus();
  }));
  return grants;
}

std::optional<Mode> MySqlSession::tuned_for() const {
  return impl_->tuned;
}

absl::Status MySqlSession::Tune(Mode mode) {
  if (impl_->tuned != mode) {
    const std::string_view level = mode == Mode::kWrite ? kLevelWrite : kLevelRead;
    PROBITY_RETURN_IF_ERROR(RunRaw(level));
    impl_->tuned = mode;
  }
  const int64_t wanted =
      deadline() == absl::InfiniteFuture()
          ? impl_->statement_limit_seconds
          : std::min(impl_->statement_limit_seconds, CeilSeconds(deadline() - absl::Now()));
  if (wanted == impl_->limit_seconds) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(
      RunRaw(impl_->mariadb ? absl::StrCat("SET SESSION max_statement_time = ", wanted)
                            : absl::StrCat("SET SESSION max_execution_time = ", wanted * 1000)));
  impl_->limit_seconds = wanted;
  return absl::OkStatus();
}

absl::Status MySqlSession::RunRaw(std::string_view sql) {
  return Guarded<absl::Status>(sql, [&]() -> absl::Status {
    impl_->Run(sql);
    return absl::OkStatus();
  });
}

absl::Status MySqlSession::DoBegin(Mode mode) {
  PROBITY_RETURN_IF_ERROR(Tune(mode));
  return RunRaw(mode == Mode::kWrite ? kBeginWrite : kBeginRead);
}

absl::Status MySqlSession::DoCommit() {
  const absl::Status status = RunRaw(kCommit);
  // Whatever became of it, nothing else may happen on this connection.
  if (!status.ok() && failure() != ErrorClass::kConflict) MarkBroken();
  return status;
}

absl::Status MySqlSession::DoRollback() {
  return broken() ? absl::OkStatus() : RunRaw(kRollback);
}

// Prepares, binds and runs; a statement that failed is not kept.
template <typename Result, typename Action>
Result MySqlSession::WithStatement(std::string_view sql, const Params& params, Action action) {
  return Guarded<Result>(sql, [&]() -> Result {
    std::unique_ptr<::sql::PreparedStatement> statement = impl_->Prepare(sql);
    const int expected = statement->getParameterMetaData()->getParameterCount();
    if (expected != static_cast<int>(params.size())) {
      return FailAsBug("the number of values is not that of the placeholders", sql);
    }
    const Bound values = Bind(*statement, params);
    // The server would hang up on it, which looks like a lost connection and would be retried.
    if (values.bytes + kPacketReserve > impl_->max_packet) {
      return FailAsBug("the values exceed the server's max_allowed_packet", sql);
    }
    Result result = action(*statement);
    impl_->statements.Give(sql, std::move(statement));
    return result;
  });
}

absl::Status MySqlSession::DoQuery(std::string_view sql, const Params& params,
                                   const RowSink& each) {
  const auto run = [&](::sql::PreparedStatement& statement) -> absl::Status {
    const std::unique_ptr<::sql::ResultSet> result(statement.executeQuery());
    return ReadRows(*result, each, [&] {
      return FailAsBug("a column is not a whole number, text, bytes or NULL", sql);
    });
  };
  return WithStatement<absl::Status>(sql, params, run);
}

absl::StatusOr<int64_t> MySqlSession::DoExecute(std::string_view sql, const Params& params) {
  return WithStatement<absl::StatusOr<int64_t>>(
      sql, params, [](::sql::PreparedStatement& statement) -> absl::StatusOr<int64_t> {
        return int64_t{statement.executeUpdate()};
      });
}

}  // namespace probity::sql

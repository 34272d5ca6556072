// One connection to MariaDB or MySQL through Connector/C++. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_MYSQL_SESSION_H_
#define PROBITY_COMMON_SQL_MYSQL_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/server_check.h"
#include "common/sql/session.h"
#include "common/sql/url.h"

namespace probity::sql {

// What every connection of one pool is opened with.
struct MySqlSettings {
  Url url;
  std::string password;
  absl::Duration lock_wait;
  // Longest time one statement may take; the client gives up on the answer a little later, so that
  // the server has always ended first.
  absl::Duration statement_limit;
};

class MySqlSession final : public Session {
 public:
  static absl::StatusOr<std::unique_ptr<MySqlSession>> Open(const MySqlSettings& settings);
  ~MySqlSession() override;

  absl::Status RunRaw(std::string_view sql) override;

  // What the server says of itself, of this connection and of this account's rights.
  absl::StatusOr<ServerFacts> ReadFacts();
  absl::StatusOr<std::vector<std::string>> ReadGrants();

  // The isolation level the connection is set to at the moment, by the mode it serves.
  std::optional<Mode> tuned_for() const;

 protected:
  absl::Status DoBegin(Mode mode) override;
  absl::Status DoCommit() override;
  absl::Status DoRollback() override;
  absl::Status DoQuery(std::string_view sql, const Params& params, const RowSink& each) override;
  absl::StatusOr<int64_t> DoExecute(std::string_view sql, const Params& params) override;

 private:
  struct Impl;  // keeps the connector's headers out of everything else
  explicit MySqlSession(std::unique_ptr<Impl> impl);
  template <typename Result, typename Action>
  Result Guarded(std::string_view sql, Action action);
  template <typename Result, typename Action>
  Result WithStatement(std::string_view sql, const Params& params, Action action);
  absl::StatusOr<std::string> TlsVersion();
  absl::Status Tune(Mode mode);

  std::unique_ptr<Impl> impl_;
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_MYSQL_SESSION_H_

// The connections to one server. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_MYSQL_POOL_H_
#define PROBITY_COMMON_SQL_MYSQL_POOL_H_

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/gate.h"
#include "common/sql/grant_check.h"
#include "common/sql/mysql_session.h"
#include "common/sql/session.h"
#include "common/sql/url.h"

namespace probity::sql {

// A migration may run for minutes; a service's statement may not.
enum class PoolUse { kService, kMigration };

// At most Options::connections, made when first needed, never reconnected: one that broke is
// thrown away, and with it every idle one, since they usually die together.
class MySqlPool final : public Pool {
 public:
  // Connects once, verified where the address says so. Whether the server is fit is Inspect's
  // business; every later connection is held to it when it is made.
  static absl::StatusOr<std::unique_ptr<MySqlPool>> Open(const Options& options, const Url& url,
                                                         PoolUse use);

  absl::StatusOr<Lease> Acquire(Mode mode, absl::Time deadline) override;
  absl::StatusOr<Report> Inspect(Session& session, const Look& look) override;
  absl::Status At(const absl::Status& status) const override;
  absl::Status EraseRemains(absl::Time) override { return absl::OkStatus(); }
  const Dialect& dialect() const override { return dialect_; }

 private:
  MySqlPool(MySqlSettings settings, int connections, TableGrants grants);
  absl::StatusOr<std::unique_ptr<MySqlSession>> Connect() const;
  std::unique_ptr<MySqlSession> TakeIdle(Mode mode);
  void Return(Session* session);

  Dialect dialect_{Dialect::Engine::kMySql};
  MySqlSettings settings_;
  TableGrants grants_;  // what the account must have, and no more; empty: not looked at
  Gate gate_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<MySqlSession>> idle_;  // guarded by mutex_
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_MYSQL_POOL_H_

#include "common/sql/database.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/sql/migrate.h"
#include "common/sql/mysql_pool.h"
#include "common/sql/row_inserter.h"
#include "common/sql/sqlite_pool.h"
#include "common/sql/transact.h"
#include "common/sql/url.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr absl::Duration kOpenTimeout = absl::Seconds(30);
constexpr absl::Duration kMigrateTimeout = absl::Minutes(30);

std::string Placeholders(size_t columns) {
  return absl::StrCat("(", absl::StrJoin(std::vector<std::string>(columns, "?"), ", "), ")");
}

class PooledDatabase final : public Database {
 public:
  PooledDatabase(std::unique_ptr<Pool> pool, std::vector<Migration> migrations)
      : pool_(std::move(pool)), migrations_(std::move(migrations)) {}

  absl::Status Transact(absl::Time deadline, const Body& body) override {
    return RunTransact(*pool_, deadline, body);
  }
  absl::Status Read(absl::Time deadline, const Body& body) override {
    return RunRead(*pool_, deadline, body);
  }
  absl::Status Check(absl::Time deadline) override {
    return RunRead(*pool_, deadline, [this](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(VerifySchema(tx, migrations_));
      return pool_->CheckFitness(static_cast<Session&>(tx));
    });
  }
  absl::Status EraseRemains(absl::Time deadline) override { return pool_->EraseRemains(deadline); }
  const Dialect& dialect() const override { return pool_->dialect(); }

 private:
  std::unique_ptr<Pool> pool_;
  std::vector<Migration> migrations_;
};

absl::StatusOr<std::unique_ptr<Pool>> OpenPool(const Options& options, PoolUse use) {
  PROBITY_ASSIGN_OR_RETURN(const Url url, ParseUrl(options.url));
  if (url.engine == Dialect::Engine::kSqlite) return SqlitePool::Open(options, url.path);
  return MySqlPool::Open(options, url, use);
}

absl::Status ApplyThrough(Pool& pool, const std::vector<Migration>& migrations,
                          absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  PROBITY_ASSIGN_OR_RETURN(const Lease session, pool.Acquire(Mode::kWrite, deadline));
  return ApplyMigrations(*session, migrations, deadline);
}

}  // namespace

std::string Dialect::Upsert(std::string_view table, const std::vector<std::string>& columns,
                            const std::vector<std::string>& key,
                            const std::vector<std::string>& updated) const {
  const bool mysql = engine_ == Engine::kMySql;
  const auto assign = [mysql](std::string* out, const std::string& column) {
    absl::StrAppend(out, column, mysql ? " = VALUES(" : " = excluded.", column, mysql ? ")" : "");
  };
  return absl::StrCat(
      "INSERT INTO ", ToAbsl(table), " (", absl::StrJoin(columns, ", "), ") VALUES ",
      Placeholders(columns.size()),
      mysql ? " ON DUPLICATE KEY UPDATE "
            : absl::StrCat(" ON CONFLICT (", absl::StrJoin(key, ", "), ") DO UPDATE SET "),
      absl::StrJoin(updated, ", ", assign));
}

absl::StatusOr<Row> Tx::QueryOne(std::string_view sql, const Params& params) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Row> rows, Query(sql, params));
  if (rows.size() == 1) return std::move(rows.front());
  if (rows.empty()) return NotFound(Reason::k_NOT_FOUND, "no such row");
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                absl::StrCat("one row was expected, the database holds ", rows.size()));
}

absl::Status Tx::InsertMany(std::string_view sql_prefix, const std::vector<Params>& rows) {
  if (rows.empty()) return absl::OkStatus();
  RowInserter inserter(*this, sql_prefix, rows.front().size());
  for (const Params& row : rows) {
    for (const Value& value : row) inserter.PutValue(value);
    PROBITY_RETURN_IF_ERROR(inserter.EndRow());
  }
  return inserter.Finish();
}

absl::StatusOr<std::unique_ptr<Database>> Open(const Options& options,
                                               const std::vector<Migration>& migrations) {
  PROBITY_RETURN_IF_ERROR(CheckNumbering(migrations));
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<Pool> pool, OpenPool(options, PoolUse::kService));
  if (pool->dialect().engine() == Dialect::Engine::kSqlite) {
    PROBITY_RETURN_IF_ERROR(ApplyThrough(*pool, migrations, kOpenTimeout));
  }
  auto database = std::make_unique<PooledDatabase>(std::move(pool), migrations);
  PROBITY_RETURN_IF_ERROR(database->Check(absl::Now() + kOpenTimeout));
  return database;
}

absl::Status Migrate(const Options& options, const std::vector<Migration>& migrations) {
  PROBITY_RETURN_IF_ERROR(CheckNumbering(migrations));
  PROBITY_ASSIGN_OR_RETURN(const std::unique_ptr<Pool> pool,
                           OpenPool(options, PoolUse::kMigration));
  return ApplyThrough(*pool, migrations, kMigrateTimeout);
}

}  // namespace probity::sql

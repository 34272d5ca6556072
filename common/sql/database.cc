#include "common/sql/database.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/sql/grant_check.h"
#include "common/sql/inspect.h"
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
constexpr absl::Duration kInspectTimeout = absl::Minutes(30);

constexpr Remedy kMigrate = {"docs/operations.md: migrate, then the grants, then the programs",
                             "见 docs/operations.md：先 migrate，再授权，然后启动程序"};

std::string Placeholders(size_t columns) {
  return absl::StrCat("(", absl::StrJoin(std::vector<std::string>(columns, "?"), ", "), ")");
}

// Callers learn nothing of the server's settings; the log has them.
absl::Status NotFit() {
  return Refuse(absl::StatusCode::kUnavailable, Reason::k_STORAGE_UNAVAILABLE,
                "the database is not fit to be written to; the service's log says why");
}

void Warn(const Report& report) {
  for (const Finding& finding : report) {
    if (finding.verdict != Verdict::kWarning) continue;
    spdlog::warn("sql {} {}: {}", finding.name, finding.value, finding.remedy.en);
  }
}

// First of all, and before it is put right no grants can be.
void PutSchema(const absl::Status& schema, Report* report) {
  Finding finding = {Verdict::kOk, "schema", "as this program needs it", "", {}};
  if (!schema.ok()) {
    std::erase_if(*report, [](const Finding& one) { return one.name == kMissingGrants; });
    finding.verdict = Verdict::kRefused;
    finding.value = std::string(schema.message());
    finding.remedy = kMigrate;
  }
  report->insert(report->begin(), std::move(finding));
}

class PooledDatabase final : public Database {
 public:
  PooledDatabase(std::unique_ptr<Pool> pool, std::vector<Migration> migrations, Observer observer)
      : pool_(std::move(pool)),
        migrations_(std::move(migrations)),
        observer_(std::move(observer)) {}

  absl::Status Transact(absl::Time deadline, const Body& body) override {
    if (unfit_) return NotFit();
    return ForCallers(RunTransact(*pool_, deadline, body, observer_));
  }
  absl::Status Read(absl::Time deadline, const Body& body) override {
    return ForCallers(RunRead(*pool_, deadline, body, observer_));
  }
  absl::Status Check(absl::Time deadline) override {
    const absl::StatusOr<Report> report = Examine(deadline, /*thorough=*/false);
    const absl::Status status = report.ok() ? StatusOf(*report) : report.status();
    // What is merely away takes no writes anyhow, and is no better than it was.
    if (status.ok() || absl::IsFailedPrecondition(status)) unfit_ = !status.ok();
    if (report.ok() && !warned_.exchange(true)) Warn(*report);
    return pool_->At(status);
  }
  absl::StatusOr<Report> Examine(absl::Time deadline, bool thorough) {
    Report report;
    const Body read = [&](Tx& tx) -> absl::Status {
      const absl::Status schema = VerifySchema(tx, migrations_);
      if (!schema.ok() && !absl::IsFailedPrecondition(schema)) return schema;
      PROBITY_ASSIGN_OR_RETURN(report, pool_->Inspect(static_cast<Session&>(tx), thorough));
      PutSchema(schema, &report);
      return absl::OkStatus();
    };
    PROBITY_RETURN_IF_ERROR(RunRead(*pool_, deadline, read, {}));
    return report;
  }
  absl::Status EraseRemains(absl::Time deadline) override { return pool_->EraseRemains(deadline); }
  const Dialect& dialect() const override { return pool_->dialect(); }

 private:
  // A connection made since the last Check may be the first to find the server unfit.
  absl::Status ForCallers(const absl::Status& status) {
    if (!absl::IsFailedPrecondition(status) || !HasReason(status, Reason::k_STORAGE_UNAVAILABLE)) {
      return status;
    }
    spdlog::error("sql {}", ToStd(pool_->At(status).message()));
    return NotFit();
  }

  std::unique_ptr<Pool> pool_;
  std::vector<Migration> migrations_;
  const Observer observer_;
  std::atomic<bool> unfit_{false};  // found by the last Check: nothing is written until the next
  std::atomic<bool> warned_{false};
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

absl::Status FitToMigrate(Pool& pool) {
  PROBITY_ASSIGN_OR_RETURN(const Lease session,
                           pool.Acquire(Mode::kRead, absl::Now() + kOpenTimeout));
  PROBITY_ASSIGN_OR_RETURN(const Report report, pool.Inspect(*session, /*thorough=*/false));
  return StatusOf(report);
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
  auto database = std::make_unique<PooledDatabase>(std::move(pool), migrations, options.observer);
  PROBITY_RETURN_IF_ERROR(database->Check(absl::Now() + kOpenTimeout));
  return database;
}

absl::Status Migrate(const Options& options, const std::vector<Migration>& migrations) {
  PROBITY_RETURN_IF_ERROR(CheckNumbering(migrations));
  PROBITY_ASSIGN_OR_RETURN(const std::unique_ptr<Pool> pool,
                           OpenPool(options, PoolUse::kMigration));
  if (pool->dialect().engine() == Dialect::Engine::kMySql) {
    // Nothing is migrated that no service would be started on.
    PROBITY_RETURN_IF_ERROR(pool->At(FitToMigrate(*pool)));
  }
  return ApplyThrough(*pool, migrations, kMigrateTimeout);
}

absl::StatusOr<Report> Inspect(const Options& options, const std::vector<Migration>& migrations) {
  PROBITY_RETURN_IF_ERROR(CheckNumbering(migrations));
  PROBITY_ASSIGN_OR_RETURN(const Url url, ParseUrl(options.url));
  const bool file = url.engine == Dialect::Engine::kSqlite;
  if (file && !std::filesystem::exists(url.path)) {
    return Report{{Verdict::kOk, "file", "absent; made at the first start", "", {}}};
  }
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<Pool> pool, OpenPool(options, PoolUse::kService));
  PooledDatabase database(std::move(pool), migrations, {});
  return database.Examine(absl::Now() + kInspectTimeout, /*thorough=*/true);
}

}  // namespace probity::sql

#include "common/sql/database.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/sql/grant_check.h"
#include "common/sql/inspect.h"
#include "common/sql/migrate.h"
#include "common/sql/migration_text.h"
#include "common/sql/mysql_pool.h"
#include "common/sql/row_inserter.h"
#include "common/sql/schema_history.h"
#include "common/sql/sqlite_pool.h"
#include "common/sql/transact.h"
#include "common/sql/upgrade.h"
#include "common/sql/url.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr absl::Duration kOpenTimeout = absl::Seconds(30);
constexpr absl::Duration kMigrateTimeout = absl::Minutes(30);  // of waiting for another run
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

// First of all, and before it is put right no grants can be.
void PutSchema(const absl::StatusOr<SchemaAge>& schema, Report* report) {
  Finding finding = {Verdict::kOk, "schema", "as this program needs it", "", {}};
  if (!schema.ok()) {
    std::erase_if(*report, [](const Finding& one) { return one.name == kMissingGrants; });
    finding.verdict = Verdict::kRefused;
    finding.value = std::string(schema.status().message());
    finding.remedy = kMigrate;
  } else if (*schema == SchemaAge::kNewer) {
    finding.value = "of a newer release, and suits this program";
  }
  report->insert(report->begin(), std::move(finding));
}

class PooledDatabase final : public Database {
 public:
  PooledDatabase(std::unique_ptr<Pool> pool, std::vector<Migration> migrations, Observer observer,
                 absl::Duration schema_fresh)
      : pool_(std::move(pool)),
        migrations_(std::move(migrations)),
        observer_(std::move(observer)),
        schema_fresh_(absl::ToChronoNanoseconds(schema_fresh)) {}

  absl::Status Transact(absl::Time deadline, const Body& body) override {
    if (unfit_) return NotFit();
    const Body guarded = [&](Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(StillSuits(tx));
      PROBITY_RETURN_IF_ERROR(body(tx));
      return StillSuits(tx);
    };
    return ForCallers(RunTransact(*pool_, deadline, guarded, observer_));
  }
  absl::Status Read(absl::Time deadline, const Body& body) override {
    return ForCallers(RunRead(*pool_, deadline, body, observer_));
  }
  absl::Status Check(absl::Time deadline) override {
    const absl::StatusOr<Report> report = Examine(deadline, /*thorough=*/false);
    const absl::Status status = report.ok() ? StatusOf(*report) : report.status();
    // What is merely away takes no writes anyhow, and is no better than it was.
    if (status.ok() || absl::IsFailedPrecondition(status)) unfit_ = !status.ok();
    if (report.ok()) Warn(*report);
    return pool_->At(status);
  }
  absl::StatusOr<Report> Examine(absl::Time deadline, bool thorough) {
    Report report;
    const Body read = [&](Tx& tx) -> absl::Status {
      const absl::StatusOr<SchemaAge> schema = LookAtSchema(tx);
      if (!schema.ok() && !absl::IsFailedPrecondition(schema.status())) return schema.status();
      const Look look = {thorough, schema.ok() && *schema == SchemaAge::kNewer};
      PROBITY_ASSIGN_OR_RETURN(report, pool_->Inspect(static_cast<Session&>(tx), look));
      PutSchema(schema, &report);
      return absl::OkStatus();
    };
    PROBITY_RETURN_IF_ERROR(RunRead(*pool_, deadline, read, {}));
    return report;
  }
  absl::Status EraseRemains(absl::Time deadline) override { return pool_->EraseRemains(deadline); }
  const Dialect& dialect() const override { return pool_->dialect(); }

 private:
  using Clock = std::chrono::steady_clock;

  absl::StatusOr<SchemaAge> LookAtSchema(Tx& tx) {
    const Clock::duration now = Clock::now().time_since_epoch();
    absl::StatusOr<SchemaAge> age = VerifySchema(tx, migrations_);
    if (age.ok()) seen_ = now;
    return age;
  }

  // Nothing is committed later than this after the schema was seen to suit (upgrade.h). Checks come
  // more often, so that it costs nothing while they succeed. Of a file there is one program only.
  absl::Status StillSuits(Tx& tx) {
    if (tx.dialect().engine() == Dialect::Engine::kSqlite) return absl::OkStatus();
    const Clock::duration now = Clock::now().time_since_epoch();
    if (now - seen_.load() < schema_fresh_) return absl::OkStatus();
    return LookAtSchema(tx).status();
  }

  // Once, until there is something else to warn of.
  void Warn(const Report& report) {
    std::vector<std::string> warnings;
    for (const Finding& finding : report) {
      if (finding.verdict != Verdict::kWarning) continue;
      warnings.push_back(
          absl::StrCat(finding.name, " ", finding.value, ": ", ToAbsl(finding.remedy.en)));
    }
    const std::lock_guard lock(mutex_);
    if (warnings == warned_) return;
    for (const std::string& warning : warnings) spdlog::warn("sql {}", warning);
    warned_ = std::move(warnings);
  }

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
  const Clock::duration schema_fresh_;
  std::atomic<Clock::duration> seen_{Clock::duration::min() / 2};  // when the schema last suited
  std::mutex mutex_;
  std::vector<std::string> warned_;  // guarded by mutex_
};

absl::StatusOr<std::unique_ptr<Pool>> OpenPool(const Options& options, PoolUse use) {
  PROBITY_ASSIGN_OR_RETURN(const Url url, ParseUrl(options.url));
  if (url.engine == Dialect::Engine::kSqlite) return SqlitePool::Open(options, url.path);
  return MySqlPool::Open(options, url, use);
}

absl::Status ApplyThrough(Pool& pool, const std::vector<Migration>& migrations,
                          const MigrationRun& run, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  PROBITY_ASSIGN_OR_RETURN(const Lease session, pool.Acquire(Mode::kWrite, deadline));
  return ApplyMigrations(*session, migrations, run, deadline);
}

absl::Status FitToMigrate(Pool& pool) {
  PROBITY_ASSIGN_OR_RETURN(const Lease session,
                           pool.Acquire(Mode::kRead, absl::Now() + kOpenTimeout));
  PROBITY_ASSIGN_OR_RETURN(const Report report, pool.Inspect(*session, {}));
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
  return OpenWith(options, migrations, kSchemaFresh);
}

absl::StatusOr<std::unique_ptr<Database>> OpenWith(const Options& options,
                                                   const std::vector<Migration>& migrations,
                                                   absl::Duration schema_fresh) {
  PROBITY_RETURN_IF_ERROR(CheckNumbering(migrations));
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<Pool> pool, OpenPool(options, PoolUse::kService));
  if (pool->dialect().engine() == Dialect::Engine::kSqlite) {
    PROBITY_RETURN_IF_ERROR(ApplyThrough(*pool, migrations, {}, kOpenTimeout));
  }
  auto database =
      std::make_unique<PooledDatabase>(std::move(pool), migrations, options.observer, schema_fresh);
  PROBITY_RETURN_IF_ERROR(database->Check(absl::Now() + kOpenTimeout));
  return database;
}

absl::Status Migrate(const Options& options, const std::vector<Migration>& migrations) {
  const auto sleep = [](absl::Duration time) {
    absl::SleepFor(time);
    return absl::OkStatus();
  };
  const auto log = [](std::string_view text) { spdlog::info("{}", text); };
  return MigrateWith(options, migrations, {sleep, log});
}

absl::Status MigrateWith(const Options& options, const std::vector<Migration>& migrations,
                         const MigrationRun& run) {
  PROBITY_RETURN_IF_ERROR(CheckNumbering(migrations));
  PROBITY_ASSIGN_OR_RETURN(const std::unique_ptr<Pool> pool,
                           OpenPool(options, PoolUse::kMigration));
  if (pool->dialect().engine() == Dialect::Engine::kMySql) {
    // Nothing is migrated that no service would be started on.
    PROBITY_RETURN_IF_ERROR(pool->At(FitToMigrate(*pool)));
  }
  return ApplyThrough(*pool, migrations, run, kMigrateTimeout);
}

absl::StatusOr<Report> Inspect(const Options& options, const std::vector<Migration>& migrations) {
  PROBITY_RETURN_IF_ERROR(CheckNumbering(migrations));
  PROBITY_ASSIGN_OR_RETURN(const Url url, ParseUrl(options.url));
  const bool file = url.engine == Dialect::Engine::kSqlite;
  if (file && !std::filesystem::exists(url.path)) {
    return Report{{Verdict::kOk, "file", "absent; made at the first start", "", {}}};
  }
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<Pool> pool, OpenPool(options, PoolUse::kService));
  PooledDatabase database(std::move(pool), migrations, {}, kSchemaFresh);
  return database.Examine(absl::Now() + kInspectTimeout, /*thorough=*/true);
}

}  // namespace probity::sql

#include "common/sql/mysql_pool.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

// A handler's deadline is shorter; this ends what nobody waits for any more.
constexpr absl::Duration kStatementLimit = absl::Seconds(25);
// One statement may copy a table. MySQL, which limits SELECT only, goes on to its end.
constexpr absl::Duration kMigrationLimit = absl::Hours(6);

absl::StatusOr<std::string> ReadPassword(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.good() && !file.eof()) {
    return Precondition(Reason::k_STORAGE_UNAVAILABLE,
                        absl::StrCat("password file ", path, " cannot be read"));
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// The client library does not say which file it misses.
absl::Status CheckReadable(const Url& url) {
  std::vector<std::string> missing;
  const std::pair<const char*, const std::string&> files[] = {
      {"ssl_ca", url.ssl_ca}, {"ssl_cert", url.ssl_cert}, {"ssl_key", url.ssl_key}};
  for (const auto& [name, path] : files) {
    if (path.empty()) continue;
    std::ifstream file(path);
    if (file.peek() == std::ifstream::traits_type::eof()) {
      missing.push_back(absl::StrCat(name, " ", path, " cannot be read or is empty"));
    }
  }
  if (missing.empty()) return absl::OkStatus();
  return Precondition(Reason::k_STORAGE_UNAVAILABLE, absl::StrJoin(missing, "; "));
}

}  // namespace

MySqlPool::MySqlPool(MySqlSettings settings, int connections, TableGrants grants)
    : settings_(std::move(settings)), grants_(std::move(grants)), gate_(connections) {}

absl::StatusOr<std::unique_ptr<MySqlPool>> MySqlPool::Open(const Options& options, const Url& url,
                                                           PoolUse use) {
  PROBITY_RETURN_IF_ERROR(CheckReadable(url));
  PROBITY_ASSIGN_OR_RETURN(std::string password, ReadPassword(url.password_file));
  // `migrate` runs as another account, which the grants are not about.
  const bool migration = use == PoolUse::kMigration;
  std::unique_ptr<MySqlPool> pool(new MySqlPool(
      {url, std::move(password), options.lock_wait, migration ? kMigrationLimit : kStatementLimit},
      std::max(1, options.connections),
      migration ? TableGrants() : ParseGrantScript(options.grants)));
  absl::StatusOr<std::unique_ptr<MySqlSession>> first = MySqlSession::Open(pool->settings_);
  if (!first.ok()) return pool->At(first.status());
  pool->idle_.push_back(*std::move(first));
  return pool;
}

absl::Status MySqlPool::At(const absl::Status& status) const {
  if (status.ok()) return status;
  const Url& url = settings_.url;
  return WithDetail(
      status.code(),
      absl::StrCat("database ", url.name, " on ",
                   url.socket.empty() ? absl::StrCat(url.host, ":", url.port) : url.socket, " as ",
                   url.user, ": ", status.message()),
      DetailOf(status));
}

// After a failover the same address may lead to another server.
absl::StatusOr<std::unique_ptr<MySqlSession>> MySqlPool::Connect() const {
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<MySqlSession> session, MySqlSession::Open(settings_));
  PROBITY_ASSIGN_OR_RETURN(const ServerFacts facts, session->ReadFacts());
  PROBITY_RETURN_IF_ERROR(StatusOf(JudgeServer(facts)));
  return session;
}

std::unique_ptr<MySqlSession> MySqlPool::TakeIdle(Mode mode) {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  // One already at the right isolation level saves a round trip.
  const auto fitting = std::find_if(idle_.rbegin(), idle_.rend(), [mode](const auto& session) {
    return session->tuned_for() == mode;
  });
  const auto chosen = fitting == idle_.rend() ? idle_.end() - 1 : fitting.base() - 1;
  std::unique_ptr<MySqlSession> session = std::move(*chosen);
  idle_.erase(chosen);
  return session;
}

absl::StatusOr<Lease> MySqlPool::Acquire(Mode mode, absl::Time deadline) {
  if (!gate_.Enter(deadline)) return StatusOf(ErrorClass::kTimeout);
  std::unique_ptr<MySqlSession> session = TakeIdle(mode);
  if (session == nullptr) {
    absl::StatusOr<std::unique_ptr<MySqlSession>> made = Connect();
    if (!made.ok()) {
      gate_.Leave();
      return made.status();
    }
    session = *std::move(made);
  }
  return Lease(session.release(), [this](Session* used) { Return(used); });
}

void MySqlPool::Return(Session* session) {
  std::vector<std::unique_ptr<MySqlSession>> dropped;  // closed outside the lock
  std::unique_ptr<MySqlSession> owned(static_cast<MySqlSession*>(session));
  {
    const std::lock_guard lock(mutex_);
    if (owned->broken()) {
      dropped.swap(idle_);
    } else {
      idle_.push_back(std::move(owned));
    }
  }
  gate_.Leave();
}

absl::StatusOr<Report> MySqlPool::Inspect(Session& session, const Look& look) {
  MySqlSession& own = static_cast<MySqlSession&>(session);
  PROBITY_ASSIGN_OR_RETURN(const ServerFacts facts, own.ReadFacts());
  Report report = JudgeServer(facts);
  if (grants_.empty()) return report;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<std::string> shown, own.ReadGrants());
  const Leeway leeway = {facts.loopback, look.newer_schema};
  for (Finding& finding : JudgeGrants(shown, grants_, settings_.url.name, leeway)) {
    report.push_back(std::move(finding));
  }
  return report;
}

}  // namespace probity::sql

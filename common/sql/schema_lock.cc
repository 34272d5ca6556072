#include "common/sql/schema_lock.h"

#include <string_view>

#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

// The last column is of programs that held a lease instead of a lock.
constexpr std::string_view kCreate =
    "CREATE TABLE IF NOT EXISTS schema_lease (id INT NOT NULL PRIMARY KEY, "
    "holder CHAR(32) NOT NULL, expires_us BIGINT NOT NULL) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
constexpr std::string_view kInsert =
    "INSERT INTO schema_lease (id, holder, expires_us) VALUES (1, '', 0)";
constexpr std::string_view kName = "UPDATE schema_lease SET holder = ? WHERE id = 1";
constexpr std::string_view kConfirm =
    "UPDATE schema_lease SET expires_us = 0 WHERE id = 1 AND holder = ?";
// Names are the server's, not the database's, and at most 64 characters long.
constexpr std::string_view kLock =
    "SELECT COALESCE(GET_LOCK(CONCAT('probity-schema-', LEFT(SHA2(DATABASE(), 256), 40)), 1), 0)";
// A statement that waits for a table lets nobody else at it meanwhile: not for longer than a call
// may take. Whoever holds it, a dump say, is to end first; the run is repeated then.
constexpr std::string_view kLimits = "SET SESSION wait_timeout = 120, lock_wait_timeout = 30";

}  // namespace

absl::Status InTransaction(Session& session, Mode mode, const Body& body) {
  PROBITY_RETURN_IF_ERROR(session.Begin(mode, absl::InfiniteFuture()));
  absl::Status status = body(session);
  if (status.ok()) status = session.Commit();
  session.Rollback();
  return status;
}

absl::StatusOr<SchemaLock> SchemaLock::Take(Session& session, absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(session.RunRaw(kCreate));
  PROBITY_RETURN_IF_ERROR(session.RunRaw(kLimits));
  bool held = false;
  const Body ask = [&](Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const Row row, tx.QueryOne(kLock, {}));
    held = row.Bool(0);
    return absl::OkStatus();
  };
  while (!held) {
    if (absl::Now() >= deadline) {
      return Precondition(Reason::k_STORAGE_UNAVAILABLE,
                          "another process is migrating this database; wait for it to end");
    }
    PROBITY_RETURN_IF_ERROR(InTransaction(session, Mode::kRead, ask));  // waits for a second
  }
  SchemaLock lock(crypto::Hex(crypto::SystemEntropy()(16)));
  const Body name = [&](Tx& tx) -> absl::Status {
    const absl::Status made = tx.Execute(kInsert, {}).status();
    if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
    return tx.Execute(kName, {lock.holder_}).status();
  };
  PROBITY_RETURN_IF_ERROR(InTransaction(session, Mode::kWrite, name));
  return lock;
}

absl::Status SchemaLock::Confirm(Tx& tx) const {
  PROBITY_ASSIGN_OR_RETURN(const int64_t held, tx.Execute(kConfirm, {holder_}));
  if (held == 1) return absl::OkStatus();
  return LostRace("another process took this migration over");
}

}  // namespace probity::sql

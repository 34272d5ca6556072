#include "common/sql/lease.h"

#include <openssl/rand.h>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr std::string_view kCreate =
    "CREATE TABLE IF NOT EXISTS schema_lease (id INT NOT NULL PRIMARY KEY, "
    "holder CHAR(32) NOT NULL, expires_us BIGINT NOT NULL) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
constexpr std::string_view kInsert =
    "INSERT INTO schema_lease (id, holder, expires_us) VALUES (1, '', 0)";
constexpr std::string_view kTake =
    "UPDATE schema_lease SET holder = ?, expires_us = ? WHERE id = 1 AND expires_us < ?";
constexpr std::string_view kExtend =
    "UPDATE schema_lease SET expires_us = ? WHERE id = 1 AND holder = ?";

constexpr absl::Duration kPoll = absl::Milliseconds(100);

std::string RandomHolder() {
  unsigned char bytes[16];
  RAND_bytes(bytes, sizeof(bytes));
  return absl::BytesToHexString({reinterpret_cast<const char*>(bytes), sizeof(bytes)});
}

// One statement in its own transaction; the rows it matched.
absl::StatusOr<int64_t> ExecuteAlone(Session& session, std::string_view sql, const Params& params,
                                     absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(session.Begin(Mode::kWrite, deadline));
  absl::StatusOr<int64_t> rows = session.Execute(sql, params);
  const absl::Status committed = rows.ok() ? session.Commit() : rows.status();
  session.Rollback();
  PROBITY_RETURN_IF_ERROR(committed);
  return rows;
}

}  // namespace

absl::StatusOr<SchemaLease> SchemaLease::Take(Session& session, absl::Duration time,
                                              absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(session.RunRaw(kCreate));
  const absl::StatusOr<int64_t> inserted = ExecuteAlone(session, kInsert, {}, deadline);
  if (!inserted.ok() && !absl::IsAlreadyExists(inserted.status())) return inserted.status();
  SchemaLease lease(RandomHolder(), time);
  for (;;) {
    const absl::Time now = absl::Now();
    const absl::StatusOr<int64_t> taken = ExecuteAlone(
        session, kTake, {lease.holder_, absl::ToUnixMicros(now + time), absl::ToUnixMicros(now)},
        deadline);
    // A conflict is another one taking it at this moment.
    if (!taken.ok() && !absl::IsAborted(taken.status())) return taken.status();
    if (taken.ok() && *taken == 1) return lease;
    if (now + kPoll >= deadline) {
      return Precondition(Reason::k_STORAGE_UNAVAILABLE,
                          "another process is migrating this database; wait for it to end");
    }
    absl::SleepFor(kPoll);
  }
}

absl::Status SchemaLease::Extend(Tx& tx) const {
  PROBITY_ASSIGN_OR_RETURN(const int64_t held,
                           tx.Execute(kExtend, {absl::ToUnixMicros(absl::Now() + time_), holder_}));
  if (held == 1) return absl::OkStatus();
  return LostRace("the migration took longer than its lease and another process took over");
}

absl::Status SchemaLease::Release(Session& session, absl::Time deadline) const {
  return ExecuteAlone(session, kExtend, {int64_t{0}, holder_}, deadline).status();
}

}  // namespace probity::sql

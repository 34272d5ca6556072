// Who may change the schema of a server's database. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_SCHEMA_LOCK_H_
#define PROBITY_COMMON_SQL_SCHEMA_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/session.h"

namespace probity::sql {

// A named lock, which lives exactly as long as the connection that changes the schema: however long
// a statement takes, and until the server has ended what a killed program had sent it. Since such
// locks are local to one node, a row names the holder as well: after a failover whoever takes the
// lock on the other node writes itself there, and the one before fails at its next step.
class SchemaLock {
 public:
  // Waits for another holder until `deadline`, then FAILED_PRECONDITION. Held until the session's
  // connection ends; a server closes one whose program's machine is gone two minutes after its last
  // statement ended.
  static absl::StatusOr<SchemaLock> Take(Session& session, absl::Time deadline);

  // Inside the transaction of each step: fails if another one holds it by now.
  absl::Status Confirm(Tx& tx) const;

 private:
  explicit SchemaLock(std::string holder) : holder_(std::move(holder)) {}
  std::string holder_;
};

// One transaction on a session that is not driven by Transact.
absl::Status InTransaction(Session& session, Mode mode, const Body& body);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_SCHEMA_LOCK_H_

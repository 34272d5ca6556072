// Who may change the schema. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_LEASE_H_
#define PROBITY_COMMON_SQL_LEASE_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/session.h"

namespace probity::sql {

// One row, taken by compare-and-set: named locks of a server are local to a node of a cluster.
// A holder that died is succeeded once its time is over.
class SchemaLease {
 public:
  // Waits for another holder until `deadline`, then FAILED_PRECONDITION.
  static absl::StatusOr<SchemaLease> Take(Session& session, absl::Duration time,
                                          absl::Time deadline);

  // Inside the transaction of each step: fails if the lease was lost meanwhile.
  absl::Status Extend(Tx& tx) const;
  absl::Status Release(Session& session, absl::Time deadline) const;

 private:
  SchemaLease(std::string holder, absl::Duration time) : holder_(std::move(holder)), time_(time) {}
  std::string holder_;
  absl::Duration time_;
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_LEASE_H_

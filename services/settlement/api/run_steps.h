// What every step of a run shares: the lock of its year, its etag, its record.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_RUN_STEPS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_RUN_STEPS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/environment.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {

struct LockedRun {
  Run run;
  YearState year;  // as it is now
};

// The run, with its year locked until the transaction ends. UNKNOWN_RUN.
absl::StatusOr<LockedRun> LockRun(const ServiceEnv& env, sql::Tx& tx, const std::string& run_id);

// ETAG_MISMATCH (ABORTED) if an etag is given and is not the run's.
absl::Status CheckEtag(const Run& run, const std::string& etag);

// A new draft of `wanted`'s year and kind, with the year locked. YEAR_CLOSED; RUN_NOT_LOCKED for a
// correction where nothing is locked yet.
absl::StatusOr<Run> BeginRun(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, Run wanted);

struct Change {
  const Run& before;
  const Run& after;  // its etag is set by Step
  AuditKind kind;
};

// Writes the changed run with a new etag, and the leaf of the audit log.
absl::Status Step(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, const Change& change);

// The leaf alone, for what happens to a run without changing it.
absl::Status Record(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, const Run& run,
                    AuditKind kind);

// The run as the API shows it.
absl::StatusOr<v1::Run> RunMessage(const ServiceEnv& env, sql::Tx& tx, const Run& run);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_RUN_STEPS_H_

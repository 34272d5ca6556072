// Issuing statements, the signatures of a lock, and the lock itself.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_SIGN_RUN_H_
#define PROBITY_SERVICES_SETTLEMENT_API_SIGN_RUN_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

absl::StatusOr<v1::ReviewRunResponse> ReviewRun(const ServiceEnv& env, sql::Tx& tx,
                                                const rpc::Call& call,
                                                const v1::ReviewRunRequest& request);

// The lock is one transaction; the ledger is posted after it, group by group, and whatever this
// call has no time for a job posts.
absl::StatusOr<v1::SignLockResponse> SignLock(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::SignLockRequest& request);

absl::StatusOr<v1::SignByDirectorResponse> SignByDirector(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::SignByDirectorRequest& request);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_SIGN_RUN_H_

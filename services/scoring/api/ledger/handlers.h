// The handlers of LedgerService and ProposalService that are more than a read of rows.
#ifndef PROBITY_SERVICES_SCORING_API_LEDGER_HANDLERS_H_
#define PROBITY_SERVICES_SCORING_API_LEDGER_HANDLERS_H_

#include "absl/status/statusor.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/ledger_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

absl::StatusOr<v1::ReducePointsResponse> HandleReducePoints(const ServiceEnv& env, sql::Tx& tx,
                                                            const rpc::Call& call,
                                                            const v1::ReducePointsRequest& request);
absl::StatusOr<v1::RestorePointsResponse> HandleRestorePoints(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RestorePointsRequest& request);
absl::StatusOr<v1::DecideAdjustmentResponse> HandleDecideAdjustment(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::DecideAdjustmentRequest& request);
absl::StatusOr<v1::ListAdjustmentsResponse> HandleListAdjustments(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListAdjustmentsRequest& request);
absl::StatusOr<v1::ListWarningsResponse> HandleListWarnings(const ServiceEnv& env,
                                                            const rpc::Call& call,
                                                            const v1::ListWarningsRequest& request);

// ProposalService, with the handlers of proposals.cc.
void RegisterProposalService(const ServiceEnv& env, rpc::Router& router);
// YearLockService, with the handlers of year_locks.cc.
void RegisterYearLockService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEDGER_HANDLERS_H_

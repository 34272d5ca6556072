// What institutions answer to their statements, what they are answered, and what a clock decides.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_STATEMENT_ANSWERS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_STATEMENT_ANSWERS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"
#include "probity/settlement/v1/statement_service.pb.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

absl::StatusOr<v1::ConfirmStatementResponse> ConfirmStatement(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ConfirmStatementRequest& request);

absl::StatusOr<v1::DisputeLineResponse> DisputeLine(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call,
                                                    const v1::DisputeLineRequest& request);

void RegisterDisputeService(const ServiceEnv& env, rpc::Router& router);

// Confirms every statement whose last day has passed without an answer.
absl::Status DeemLapsedConfirmed(const ServiceEnv& env, absl::Time deadline);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_STATEMENT_ANSWERS_H_

// FreezeRun: pulls a year from scoring and copies it, with the budgets, into a run.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_FREEZE_RUN_H_
#define PROBITY_SERVICES_SETTLEMENT_API_FREEZE_RUN_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

// Scoring is asked outside any transaction; what it answered is written in one, or not at all.
absl::StatusOr<v1::FreezeRunResponse> FreezeRun(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::FreezeRunRequest& request);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_FREEZE_RUN_H_

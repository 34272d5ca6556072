// FreezeRun: pulls a year from scoring and copies it, with the budgets, into a run.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_FREEZE_RUN_H_
#define PROBITY_SERVICES_SETTLEMENT_API_FREEZE_RUN_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/environment.h"
#include "services/settlement/api/scoring_client.h"
#include "services/settlement/domain/run.h"

namespace probity::settlement {

// Scoring is asked outside any transaction; what it answered is written in one, or not at all.
absl::StatusOr<v1::FreezeRunResponse> FreezeRun(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::FreezeRunRequest& request);

// What a run of that kind is frozen from, as scoring knows it now.
absl::StatusOr<PulledYear> PullFor(const ServiceEnv& env, RunKind kind, int32_t year,
                                   absl::Time deadline);

// Seals the units written for a draft, which thereby is FROZEN.
struct WrittenUnits {
  const Run& draft;
  int64_t units = 0;
  int64_t input_changes = 0;  // of the year, when they were read
};
absl::Status SealFrozen(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                        const WrittenUnits& written);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_FREEZE_RUN_H_

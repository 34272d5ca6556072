#include "services/settlement/api/freeze_run.h"

#include <string>
#include <utility>

#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/api/run_steps.h"
#include "services/settlement/api/scoring_client.h"
#include "services/settlement/api/unit_maker.h"
#include "services/settlement/store/known_ledger.h"
#include "services/settlement/store/runs.h"

namespace probity::settlement {
namespace {

absl::StatusOr<Run> Freeze(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                           const v1::FreezeRunRequest& request, const PulledYear& pulled,
                           const PoliciesBySha& policies) {
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  const Run& draft = locked.run;
  PROBITY_RETURN_IF_ERROR(CheckEtag(draft, request.etag()));
  PROBITY_RETURN_IF_ERROR(MayFreeze(draft, Today(env.clock)));
  UnitWriter writer(tx, {env.region, draft.run_id});
  PROBITY_RETURN_IF_ERROR(MakeUnits(tx, env.region, locked, pulled, policies, [&](FrozenUnit unit) {
    if (call.cancelled()) return absl::CancelledError("the caller is gone");
    return writer.Add(std::move(unit));
  }));
  PROBITY_RETURN_IF_ERROR(writer.Flush());
  PROBITY_RETURN_IF_ERROR(KeepPolicies(tx, env.region, draft, pulled));
  PROBITY_RETURN_IF_ERROR(InsertKnownLedger(tx, env.region, draft.run_id, pulled.known_seq));
  PROBITY_RETURN_IF_ERROR(SealFrozen(env, tx, call, {draft, writer.units(), locked.year.changes}));
  return GetRun(tx, env.region, draft.run_id);
}

}  // namespace

absl::Status SealFrozen(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                        const WrittenUnits& written) {
  Run frozen = written.draft;
  PROBITY_ASSIGN_OR_RETURN(const InputSeals seals, SealInputs(tx, env.region, written.draft));
  frozen.units = written.units;
  frozen.state = RunState::kFrozen;
  frozen.inputs_sha256 = seals.inputs_sha256;
  frozen.facts_sha256 = seals.facts_sha256;
  frozen.budget_changes = written.input_changes;
  frozen.engine_version = EngineOf(frozen.kind);
  frozen.frozen_by = call.caller.person;
  return Step(env, tx, call, {written.draft, frozen, AuditKind::kRunFrozen});
}

absl::StatusOr<PulledYear> PullFor(const ServiceEnv& env, RunKind kind, int32_t year,
                                   absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(PulledYear pulled, PullYear(env.scoring, year, deadline));
  if (SettlesMoney(kind)) {
    PROBITY_RETURN_IF_ERROR(PullOrders(env.scoring, year, deadline, pulled));
  }
  return pulled;
}

absl::StatusOr<v1::FreezeRunResponse> FreezeRun(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::FreezeRunRequest& request) {
  using Response = v1::FreezeRunResponse;
  PROBITY_ASSIGN_OR_RETURN(auto answered, rpc::StoredAnswer<Response>(env.database, call, request));
  if (answered.has_value()) return *std::move(answered);
  Run draft;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(draft, GetRun(tx, env.region, request.run_id()));
    return absl::OkStatus();
  }));
  // Asked again in the transaction; here it saves a pull that could not be used.
  PROBITY_RETURN_IF_ERROR(CheckEtag(draft, request.etag()));
  PROBITY_RETURN_IF_ERROR(MayFreeze(draft, Today(env.clock)));
  PROBITY_ASSIGN_OR_RETURN(const PulledYear pulled,
                           PullFor(env, draft.kind, draft.year, call.deadline));
  PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies, CheckPolicies(env.policies, pulled));
  return rpc::Idempotent<Response>(
      env.database, call, request, [&](sql::Tx& tx) -> absl::StatusOr<Response> {
        PROBITY_ASSIGN_OR_RETURN(const Run frozen,
                                 Freeze(env, tx, call, request, pulled, policies));
        Response response;
        PROBITY_ASSIGN_OR_RETURN(*response.mutable_run(), RunMessage(env, tx, frozen));
        return response;
      });
}

}  // namespace probity::settlement

#include "services/settlement/api/run_steps.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/store/runs.h"

namespace probity::settlement {

absl::StatusOr<LockedRun> LockRun(const ServiceEnv& env, sql::Tx& tx, const std::string& run_id) {
  LockedRun locked;
  PROBITY_ASSIGN_OR_RETURN(const Run seen, GetRun(tx, env.region, run_id));
  PROBITY_ASSIGN_OR_RETURN(locked.year, LockYear(tx, env.region, seen.year));
  // Read again: it may have changed while the lock was waited for.
  PROBITY_ASSIGN_OR_RETURN(locked.run, GetRun(tx, env.region, run_id));
  return locked;
}

absl::Status CheckEtag(const Run& run, const std::string& etag) {
  if (etag.empty() || etag == absl::StrCat(run.etag)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, Reason::k_ETAG_MISMATCH,
                "the run was changed since it was read; read it again",
                {{"etag", absl::StrCat(run.etag)}});
}

absl::Status Step(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, const Change& change) {
  Run after = change.after;
  after.etag = change.before.etag + 1;
  PROBITY_RETURN_IF_ERROR(UpdateRun(tx, env.region, change.before, after));
  return Record(env, tx, call, after, change.kind);
}

absl::Status Record(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, const Run& run,
                    AuditKind kind) {
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("run_id", run.run_id)
      .Add("year", run.year)
      .Add("state", RunStateName(run.state))
      .Add("inputs_sha256", run.inputs_sha256)
      .Add("facts_sha256", run.facts_sha256)
      .Add("result_sha256", run.result_sha256);
  if (!run.abandon_reason.empty()) fields.Add("reason", run.abandon_reason);
  return AppendAudit(tx, env.region, kind, fields, Now(env));
}

absl::StatusOr<v1::Run> RunMessage(const ServiceEnv& env, sql::Tx& tx, const Run& run) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<std::string> sha256s,
                           PoliciesOfRun(tx, env.region, run.run_id));
  return ToProto(run, sha256s);
}

}  // namespace probity::settlement

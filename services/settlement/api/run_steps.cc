#include "services/settlement/api/run_steps.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"
#include "services/settlement/store/year_close.h"

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

absl::StatusOr<Run> BeginRun(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                             Run wanted) {
  PROBITY_RETURN_IF_ERROR(LockYear(tx, env.region, wanted.year).status());
  PROBITY_RETURN_IF_ERROR(BooksOpen(tx, env.region, wanted.year));
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, env.region, wanted.year));
  if (Corrects(wanted.kind)) {
    PROBITY_ASSIGN_OR_RETURN(const Run corrected, RunToCorrect(runs, wanted.year));
    wanted.corrects_run_id = corrected.run_id;
    if (wanted.kind == RunKind::kSupplementary) {
      wanted.reserve_fen = corrected.reserve_fen;
      wanted.floor_fen = corrected.floor_fen;
      wanted.pool_fen = corrected.pool_fen;
    }
  } else {
    PROBITY_RETURN_IF_ERROR(YearOpenFor(runs, wanted.kind));
  }
  wanted.run_id = TimeOrderedId(env.clock.Now(), env.entropy).Text();
  wanted.number = runs.empty() ? 1 : runs.back().number + 1;
  wanted.prepared_by = call.caller.person;
  wanted.created_time = absl::ToUnixMicros(env.clock.Now());
  PROBITY_RETURN_IF_ERROR(InsertRun(tx, env.region, wanted));
  PROBITY_RETURN_IF_ERROR(Record(env, tx, call, wanted, AuditKind::kRunCreated));
  return wanted;
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
  v1::Run message = ToProto(run, sha256s);
  if (!SettlesMoney(run.kind)) return message;
  const UnitsOfRun units{env.region, run.run_id};
  if (const auto totals = GetTotals(tx, units); totals.ok()) {
    *message.mutable_totals() = ToProto(*totals);
  } else if (!absl::IsNotFound(totals.status())) {
    return totals.status();
  }
  if (run.state != RunState::kReviewed && run.state != RunState::kLocked) return message;
  PROBITY_ASSIGN_OR_RETURN(auto counts, CountStatements(tx, units));
  v1::StatementCounts& shown = *message.mutable_statements();
  shown.set_issued(counts[StatementDecision::kIssued]);
  shown.set_confirmed(counts[StatementDecision::kConfirmed]);
  shown.set_deemed_confirmed(counts[StatementDecision::kDeemedConfirmed]);
  shown.set_disputed(counts[StatementDecision::kDisputed]);
  return message;
}

}  // namespace probity::settlement

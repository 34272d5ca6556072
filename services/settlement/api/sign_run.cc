#include "services/settlement/api/sign_run.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/api/ledger/post_run.h"
#include "services/settlement/api/run_steps.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/statements.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {
namespace {

template <typename Response>
absl::StatusOr<Response> Answer(const ServiceEnv& env, sql::Tx& tx, const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const Run run, GetRun(tx, env.region, run_id));
  Response response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_run(), RunMessage(env, tx, run));
  return response;
}

// Two runs of a year must not both send statements. Corrections follow one another: the one before
// is locked first.
absl::Status NoOtherIssued(const ServiceEnv& env, sql::Tx& tx, const Run& run) {
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, env.region, run.year));
  for (const Run& other : runs) {
    const bool issued = other.state == RunState::kReviewed ||
                        (other.state == RunState::kLocked && !Corrects(run.kind));
    if (other.run_id == run.run_id || other.kind != run.kind || !issued) continue;
    return Precondition(Reason::k_RUN_STATE,
                        absl::StrCat("run ", other.number, " of ", run.year,
                                     " has issued its statements; abandon it first"),
                        {{"run_id", other.run_id}});
  }
  return absl::OkStatus();
}

// The last day to answer a statement served today; empty where nothing is confirmed.
absl::StatusOr<std::string> ConfirmUntil(const ServiceEnv& env, const Run& run,
                                         const policy::SettlementTerms& terms) {
  if (!SettlesMoney(run.kind)) return std::string();
  const calendar::Date served = Today(env.clock);
  const bool workdays = terms.confirm_unit == policy::TimeUnit::kWorkday;
  PROBITY_ASSIGN_OR_RETURN(const calendar::Date last,
                           workdays
                               ? env.work_calendar.AddWorkdays(served, terms.confirm_days)
                               : env.work_calendar.AddCalendarDays(served, terms.confirm_days));
  return calendar::FormatDate(last);
}

absl::Status IssueAll(const ServiceEnv& env, sql::Tx& tx, const Run& run) {
  PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies, env.policies.OfRun(tx, run.run_id));
  for (const auto& [sha256, policy] : policies) {
    PROBITY_ASSIGN_OR_RETURN(const std::string until, ConfirmUntil(env, run, policy->settlement));
    PROBITY_RETURN_IF_ERROR(
        IssueStatements(tx, {env.region, run.run_id}, {sha256, env.clock.Now(), until}));
  }
  return absl::OkStatus();
}

// A supplementary run is about what changed since; imports of the whole year do not stop it.
absl::Status CheckInputs(const Run& run, const YearState& year) {
  return Corrects(run.kind) ? absl::OkStatus() : InputsUnchanged(run, year.changes);
}

absl::Status EveryStatementDecided(const ServiceEnv& env, sql::Tx& tx, const Run& run) {
  if (!SettlesMoney(run.kind)) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(auto counts, CountStatements(tx, {env.region, run.run_id}));
  const int64_t open = counts[StatementDecision::kIssued];
  if (open == 0) return absl::OkStatus();
  return Precondition(Reason::k_STATEMENTS_UNDECIDED,
                      absl::StrCat(open,
                                   " statements are neither confirmed nor disputed; their "
                                   "clocks still run"),
                      {{"statements", absl::StrCat(open)}});
}

absl::Status DirectorSigned(const ServiceEnv& env, sql::Tx& tx, const Run& run) {
  if (!Corrects(run.kind) || !run.director_signed_by.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const RunTotals totals, GetTotals(tx, {env.region, run.run_id}));
  const bool below = totals.reserve_move_fen < 0 && totals.sums.reserve_after_fen < run.floor_fen;
  if (run.kind == RunKind::kSupplementary && !below) return absl::OkStatus();
  return Precondition(
      Reason::k_DIRECTOR_SIGNATURE_REQUIRED,
      run.kind == RunKind::kResplit
          ? "sharing a year anew is a decision of the director (SignByDirector)"
          : absl::StrCat("the correction takes the reserve to ", totals.sums.reserve_after_fen,
                         " fen, below its floor; the director signs first (SignByDirector)"),
      {{"reserve_after_fen", absl::StrCat(totals.sums.reserve_after_fen)}});
}

// What is sealed for good is first shown to be what the frozen inputs give.
absl::Status Lock(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, const Run& run) {
  UnitsOnce units(tx, {env.region, run.run_id});
  PROBITY_RETURN_IF_ERROR(CheckSeals(tx, env.region, run, units));
  PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies, env.policies.OfRun(tx, run.run_id));
  PROBITY_RETURN_IF_ERROR(Replay(tx, env.region, run, policies, units));
  Run after = run;
  after.state = RunState::kLocked;
  after.locked_by = call.caller.person;
  after.locked_date = calendar::FormatDate(Today(env.clock));
  return Step(env, tx, call, {run, after, AuditKind::kRunLocked});
}

absl::StatusOr<v1::SignLockResponse> Sign(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                          const v1::SignLockRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  PROBITY_RETURN_IF_ERROR(CheckEtag(locked.run, request.etag()));
  PROBITY_RETURN_IF_ERROR(CheckInputs(locked.run, locked.year));
  const Signer signer{call.caller.person, call.caller.Has(options::v1::ROLE_SETTLEMENT_REVIEWER),
                      call.caller.Has(options::v1::ROLE_SETTLEMENT_LOCKER)};
  PROBITY_ASSIGN_OR_RETURN(const Signature signature,
                           MaySign(locked.run, signer, request.result_sha256()));
  PROBITY_RETURN_IF_ERROR(EveryStatementDecided(env, tx, locked.run));
  PROBITY_RETURN_IF_ERROR(DirectorSigned(env, tx, locked.run));
  if (signature == Signature::kLocker) {
    PROBITY_RETURN_IF_ERROR(Lock(env, tx, call, locked.run));
  } else {
    Run after = locked.run;
    after.signed_by_reviewer = call.caller.person;
    PROBITY_RETURN_IF_ERROR(Step(env, tx, call, {locked.run, after, AuditKind::kRunSigned}));
  }
  return Answer<v1::SignLockResponse>(env, tx, locked.run.run_id);
}

}  // namespace

absl::StatusOr<v1::ReviewRunResponse> ReviewRun(const ServiceEnv& env, sql::Tx& tx,
                                                const rpc::Call& call,
                                                const v1::ReviewRunRequest& request) {
  PROBITY_RETURN_IF_ERROR(FieldCheck().Check(!request.etag().empty(), "etag", "required").Result());
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  PROBITY_RETURN_IF_ERROR(CheckEtag(locked.run, request.etag()));
  PROBITY_RETURN_IF_ERROR(MayReview(locked.run, call.caller.person));
  PROBITY_RETURN_IF_ERROR(CheckInputs(locked.run, locked.year));
  PROBITY_RETURN_IF_ERROR(NoOtherIssued(env, tx, locked.run));
  PROBITY_RETURN_IF_ERROR(IssueAll(env, tx, locked.run));
  Run after = locked.run;
  after.state = RunState::kReviewed;
  after.reviewed_by = call.caller.person;
  PROBITY_RETURN_IF_ERROR(Step(env, tx, call, {locked.run, after, AuditKind::kRunReviewed}));
  return Answer<v1::ReviewRunResponse>(env, tx, locked.run.run_id);
}

absl::StatusOr<v1::SignLockResponse> SignLock(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::SignLockRequest& request) {
  using Response = v1::SignLockResponse;
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(!request.etag().empty(), "etag", "required")
                              .Check(!request.result_sha256().empty(), "result_sha256", "required")
                              .Result());
  PROBITY_ASSIGN_OR_RETURN(Response response,
                           rpc::Idempotent<Response>(env.database, call, request, [&](sql::Tx& tx) {
                             return Sign(env, tx, call, request);
                           }));
  if (response.run().state() != v1::RUN_STATE_LOCKED) return response;
  // The lock stands whatever becomes of this; a job goes on where it stops.
  PostRun(env, request.run_id(), call.deadline).IgnoreError();
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(response, Answer<Response>(env, tx, request.run_id()));
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::SignByDirectorResponse> SignByDirector(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::SignByDirectorRequest& request) {
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(!request.etag().empty(), "etag", "required")
                              .Check(!request.result_sha256().empty(), "result_sha256", "required")
                              .Result());
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  PROBITY_RETURN_IF_ERROR(CheckEtag(locked.run, request.etag()));
  PROBITY_RETURN_IF_ERROR(
      MaySignAsDirector(locked.run, call.caller.person, request.result_sha256()));
  Run after = locked.run;
  after.director_signed_by = call.caller.person;
  PROBITY_RETURN_IF_ERROR(
      Step(env, tx, call, {locked.run, after, AuditKind::kRunSignedByDirector}));
  return Answer<v1::SignByDirectorResponse>(env, tx, locked.run.run_id);
}

}  // namespace probity::settlement

#include "services/settlement/api/year_service.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/crypto/crypto.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "probity/settlement/v1/year_service.pb.h"
#include "services/settlement/api/ledger/reconcile.h"
#include "services/settlement/store/ledger/balances.h"
#include "services/settlement/store/ledger/transfers.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/statements.h"
#include "services/settlement/store/units.h"
#include "services/settlement/store/year_close.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {
namespace {

// What was looked at, and whether it is in order.
struct Checklist {
  std::vector<v1::YearCheck> checks;
  std::string ledger_sha256;

  void Add(std::string_view code, bool passed, std::string_view found) {
    v1::YearCheck& check = checks.emplace_back();
    check.set_code(std::string(code));
    check.set_passed(passed);
    check.set_found(std::string(found));
  }

  std::string FirstFailures() const {
    std::vector<std::string> failed;
    for (const v1::YearCheck& check : checks) {
      if (!check.passed()) failed.push_back(absl::StrCat(check.code(), ": ", check.found()));
    }
    return absl::StrJoin(failed, "; ");
  }

  std::string Sha256() const {
    ledger::Fields fields;
    for (const v1::YearCheck& check : checks) {
      fields.Add(check.code(), check.passed() ? "passed" : "failed").Add("found", check.found());
    }
    fields.Add("ledger_sha256", ledger_sha256);
    return crypto::Hex(ledger::Digest("probity.settlement.checklist/1", fields));
  }
};

// Units that no locked run settled: deferred ones, and those of a FINAL run that is not locked.
absl::StatusOr<std::string> Unsettled(sql::Tx& tx, const std::string& region,
                                      const std::vector<Run>& runs) {
  std::set<UnitKey> deferred;
  bool locked = false;
  for (const Run& run : runs) {
    if (!SettlesMoney(run.kind)) continue;
    const bool over = run.state == RunState::kLocked || run.state == RunState::kAbandoned;
    if (!over) return absl::StrCat("run ", run.number, " is ", ToAbsl(RunStateName(run.state)));
    if (run.state != RunState::kLocked) continue;
    locked = true;
    const UnitsOfRun units{region, run.run_id};
    for (auto key = deferred.begin(); key != deferred.end();) {
      const auto settled = GetOutcome(tx, units, *key);
      if (!settled.ok() && !absl::IsNotFound(settled.status())) return settled.status();
      key = settled.ok() ? deferred.erase(key) : std::next(key);
    }
    PROBITY_ASSIGN_OR_RETURN(const auto disputed, DisputedUnits(tx, units));
    deferred.insert(disputed.begin(), disputed.end());
  }
  if (!locked) return std::string("no run that settles money is locked");
  if (deferred.empty()) return std::string();
  return absl::StrCat(deferred.size(), " units are deferred, ", KeyText(*deferred.begin()),
                      " first");
}

absl::Status CheckBooks(sql::Tx& tx, const std::string& region, int32_t year,
                        Checklist& checklist) {
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, region, year));
  PROBITY_ASSIGN_OR_RETURN(const std::string unsettled, Unsettled(tx, region, runs));
  checklist.Add("EVERY_UNIT_LOCKED", unsettled.empty(), unsettled);
  PROBITY_ASSIGN_OR_RETURN(const int64_t pending, CountOpenPending(tx, region, year));
  checklist.Add("NO_PENDING_TRANSFER", pending == 0, absl::StrCat(pending, " pending"));
  int64_t missing = 0;
  for (const Run& run : runs) {
    if (SettlesMoney(run.kind) && run.state == RunState::kLocked) {
      missing += run.units - run.posted_units;
    }
  }
  checklist.Add("POSTING_COMPLETE", missing == 0, absl::StrCat(missing, " units not posted"));
  const auto lanes = VerifyLanes(tx, region);
  ledger::Fields heads;
  if (lanes.ok()) {
    int64_t transfers = 0;
    for (const VerifiedLane& lane : *lanes) {
      heads.Add("lane", lane.lane).Add("transfers", lane.transfers).Add("hash", lane.head_hash);
      transfers += lane.transfers;
    }
    checklist.Add("CHAIN_VERIFIED", true, absl::StrCat(transfers, " transfers"));
  } else {
    checklist.Add("CHAIN_VERIFIED", false, ToStd(lanes.status().message()));
  }
  for (const Run& run : runs) {
    heads.Add("run", run.run_id).Add("state", RunStateName(run.state));
    heads.Add("result_sha256", run.result_sha256);
  }
  checklist.ledger_sha256 = crypto::Hex(ledger::Digest("probity.settlement.books/1", heads));
  PROBITY_ASSIGN_OR_RETURN(const Balance trial, TrialBalance(tx, region, year));
  const bool even =
      trial.debit_posted == trial.credit_posted && trial.debit_pending == trial.credit_pending;
  checklist.Add("TRIAL_BALANCE", even,
                absl::StrCat("debits ", trial.debit_posted, ", credits ", trial.credit_posted));
  PROBITY_ASSIGN_OR_RETURN(const Rebuilt rebuilt, RebuildBalances(tx, region, false));
  checklist.Add("BALANCES_REBUILT", rebuilt.corrected == 0,
                absl::StrCat(rebuilt.corrected, " of ", rebuilt.accounts, " differ ",
                             rebuilt.first_corrected));
  return absl::OkStatus();
}

absl::Status CheckScoring(const ServiceEnv& env, int32_t year, absl::Time deadline,
                          Checklist& checklist) {
  const auto reconciled = ReconcileYear(env, year, deadline);
  if (reconciled.ok()) {
    checklist.Add(
        "RECONCILED", reconciled->differences() == 0,
        reconciled->differences() == 0
            ? absl::StrCat(reconciled->scoring().institutions(), " institutions")
            : absl::StrCat(reconciled->differences(), " differ, first ",
                           reconciled->first_institution_id(), " in ", reconciled->first_field()));
    return absl::OkStatus();
  }
  if (absl::IsUnavailable(reconciled.status())) return reconciled.status();
  checklist.Add("RECONCILED", false, ToStd(reconciled.status().message()));
  return absl::OkStatus();
}

// A backup counts when the restored database answers with the same books.
void CheckBackup(const std::string& backup_sha256, Checklist& checklist) {
  const bool same = backup_sha256 == checklist.ledger_sha256;
  checklist.Add("BACKUP_COMPARED", same,
                backup_sha256.empty() ? "no restored backup was compared"
                : same                ? "the restored backup has the same books"
                                      : "the restored backup has other books");
}

absl::StatusOr<Checklist> Check(const ServiceEnv& env, int32_t year,
                                const std::string& backup_sha256, absl::Time deadline) {
  Checklist checklist;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) {
    checklist = Checklist();
    return CheckBooks(tx, env.region, year, checklist);
  }));
  PROBITY_RETURN_IF_ERROR(CheckScoring(env, year, deadline, checklist));
  CheckBackup(backup_sha256, checklist);
  return checklist;
}

absl::StatusOr<v1::CheckYearResponse> CheckYear(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::CheckYearRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Checklist checklist,
                           Check(env, request.year(), request.backup_sha256(), call.deadline));
  v1::CheckYearResponse response;
  for (const v1::YearCheck& check : checklist.checks) *response.add_checks() = check;
  response.set_ready(checklist.FirstFailures().empty());
  response.set_checklist_sha256(checklist.Sha256());
  response.set_ledger_sha256(checklist.ledger_sha256);
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto close, GetYearClose(tx, env.region, request.year()));
    if (!close.has_value()) return absl::OkStatus();
    response.set_first_signed_by(close->first_by);
    response.set_closed_by(close->closed_by);
    response.set_seal(close->seal);
    return absl::OkStatus();
  }));
  return response;
}

std::string SealOf(const std::string& region, const YearClose& close) {
  ledger::Fields fields;
  fields.Add("region", region)
      .Add("year", close.year)
      .Add("checklist_sha256", close.checklist_sha256)
      .Add("backup_sha256", close.backup_sha256)
      .Add("first_by", close.first_by)
      .Add("closed_by", close.closed_by);
  return crypto::Hex(ledger::Digest("probity.settlement.year/1", fields));
}

absl::Status RecordClose(const ServiceEnv& env, sql::Tx& tx, AuditKind kind,
                         const YearClose& close) {
  ledger::Fields fields;
  fields.Add("year", close.year)
      .Add("first_by", close.first_by)
      .Add("closed_by", close.closed_by)
      .Add("checklist_sha256", close.checklist_sha256)
      .Add("seal", close.seal);
  return AppendAudit(tx, env.region, kind, fields, Now(env));
}

absl::Status SecondSigner(const rpc::Call& call, const YearClose& close) {
  if (close.first_by != call.caller.person) return absl::OkStatus();
  return Denied(Reason::k_SAME_OFFICER, "a year is closed by two officers; you signed first");
}

absl::StatusOr<v1::CloseYearResponse> Sign(const ServiceEnv& env, sql::Tx& tx,
                                           const rpc::Call& call,
                                           const v1::CloseYearRequest& request) {
  PROBITY_RETURN_IF_ERROR(LockYear(tx, env.region, request.year()).status());
  PROBITY_RETURN_IF_ERROR(BooksOpen(tx, env.region, request.year()));
  PROBITY_ASSIGN_OR_RETURN(const auto known, GetYearClose(tx, env.region, request.year()));
  const int64_t now = absl::ToUnixMicros(env.clock.Now());
  v1::CloseYearResponse response;
  // A signature of another checklist does not count any more.
  if (!known.has_value() || known->checklist_sha256 != request.checklist_sha256()) {
    const YearClose first{request.year(),
                          request.checklist_sha256(),
                          request.backup_sha256(),
                          call.caller.person,
                          now,
                          "",
                          0,
                          ""};
    PROBITY_RETURN_IF_ERROR(PutFirstSignature(tx, env.region, first));
    PROBITY_RETURN_IF_ERROR(RecordClose(env, tx, AuditKind::kYearSignedFirst, first));
    response.set_first_signed_by(first.first_by);
    return response;
  }
  PROBITY_RETURN_IF_ERROR(SecondSigner(call, *known));
  YearClose close = *known;
  close.closed_by = call.caller.person;
  close.closed_time = now;
  close.seal = SealOf(env.region, close);
  PROBITY_RETURN_IF_ERROR(CloseAccounts(tx, env.region, close.year, close.closed_by).status());
  PROBITY_RETURN_IF_ERROR(PutClose(tx, env.region, close));
  PROBITY_RETURN_IF_ERROR(RecordClose(env, tx, AuditKind::kYearClosed, close));
  response.set_closed(true);
  response.set_seal(close.seal);
  response.set_first_signed_by(close.first_by);
  return response;
}

absl::StatusOr<v1::CloseYearResponse> CloseYear(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::CloseYearRequest& request) {
  using Response = v1::CloseYearResponse;
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!request.checklist_sha256().empty(), "checklist_sha256", "required")
          .Check(!request.backup_sha256().empty(), "backup_sha256", "required")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(auto answered, rpc::StoredAnswer<Response>(env.database, call, request));
  if (answered.has_value()) return *std::move(answered);
  PROBITY_RETURN_IF_ERROR(env.database.Read(
      call.deadline, [&](sql::Tx& tx) { return BooksOpen(tx, env.region, request.year()); }));
  PROBITY_ASSIGN_OR_RETURN(const Checklist checklist,
                           Check(env, request.year(), request.backup_sha256(), call.deadline));
  const std::string failures = checklist.FirstFailures();
  if (!failures.empty()) {
    return Precondition(Reason::k_YEAR_NOT_READY, absl::StrCat("the books of ", request.year(),
                                                               " cannot be closed: ", failures));
  }
  if (checklist.Sha256() != request.checklist_sha256()) {
    return Precondition(Reason::k_YEAR_NOT_READY,
                        "the checklist is another one by now; read it again (CheckYear)",
                        {{"checklist_sha256", checklist.Sha256()}});
  }
  return rpc::Idempotent<Response>(env.database, call, request,
                                   [&](sql::Tx& tx) { return Sign(env, tx, call, request); });
}

}  // namespace

void RegisterYearService(const ServiceEnv& env, rpc::Router& router) {
  router.Unary<v1::CheckYearRequest, v1::CheckYearResponse>(
      "probity.settlement.v1.YearService.CheckYear",
      [&env](const rpc::Call& call, const auto& request) { return CheckYear(env, call, request); });
  router.Unary<v1::CloseYearRequest, v1::CloseYearResponse>(
      "probity.settlement.v1.YearService.CloseYear",
      [&env](const rpc::Call& call, const auto& request) { return CloseYear(env, call, request); });
}

}  // namespace probity::settlement

#include "services/settlement/api/run_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/freeze_run.h"
#include "services/settlement/api/run_steps.h"
#include "services/settlement/api/sign_run.h"
#include "services/settlement/api/supplementary_run.h"
#include "services/settlement/api/watch_run.h"
#include "services/settlement/api/what_if.h"
#include "services/settlement/domain/budget.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {
namespace {

constexpr size_t kMaxReason = 500;  // bytes

template <typename Response>
absl::StatusOr<Response> Answer(const ServiceEnv& env, sql::Tx& tx, const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const Run run, GetRun(tx, env.region, run_id));
  Response response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_run(), RunMessage(env, tx, run));
  return response;
}

// What a run has to spend is said when it is created, where it settles money.
absl::Status CheckCreate(const v1::CreateRunRequest& request) {
  const bool rates = request.kind() == v1::RUN_KIND_RATES;
  const bool resplit = request.kind() == v1::RUN_KIND_RESPLIT;
  const auto in_range = [&](int64_t fen) {
    return rates ? fen == 0 : 0 <= fen && fen <= kMaxRegionFen;
  };
  constexpr char kAmount[] = "0..4*10^18 fen; of RATES 0";
  return FieldCheck()
      .Check(kFirstYear <= request.year() && request.year() <= kLastYear, "year",
             "a year is 2000..2999")
      .Check(rates || resplit || request.kind() == v1::RUN_KIND_FINAL, "kind",
             "RATES, FINAL or RESPLIT; CreateSupplementaryRun makes a supplementary one")
      .Check(in_range(request.reserve_fen()), "reserve_fen", kAmount)
      .Check(in_range(request.floor_fen()), "floor_fen", kAmount)
      .Check(in_range(request.pool_fen()), "pool_fen", kAmount)
      .Check(resplit ? !request.reason().empty() && request.reason().size() <= kMaxReason
                     : request.reason().empty(),
             "reason", "of RESPLIT 1 to 500 bytes, of others none")
      .Result();
}

absl::StatusOr<v1::CreateRunResponse> Create(const ServiceEnv& env, sql::Tx& tx,
                                             const rpc::Call& call,
                                             const v1::CreateRunRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckCreate(request));
  Run run;
  run.year = request.year();
  run.kind = static_cast<RunKind>(request.kind());
  run.reserve_fen = request.reserve_fen();
  run.floor_fen = request.floor_fen();
  run.pool_fen = request.pool_fen();
  run.reason = request.reason();
  PROBITY_ASSIGN_OR_RETURN(run, BeginRun(env, tx, call, std::move(run)));
  return Answer<v1::CreateRunResponse>(env, tx, run.run_id);
}

absl::Status FirstCalculation(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                              const LockedRun& locked, const PoliciesBySha& policies,
                              UnitsOnce& units) {
  if (!Corrects(locked.run.kind)) {
    PROBITY_RETURN_IF_ERROR(InputsUnchanged(locked.run, locked.year.changes));
  }
  PROBITY_ASSIGN_OR_RETURN(
      const Calculated calculated,
      CalculateAndStore(tx, env.region, locked.run, policies, units, [&](int64_t done) {
        env.progress.Set(locked.run.run_id, {"CALCULATING", done, locked.run.units});
      }));
  Run after = locked.run;
  after.state = RunState::kCalculated;
  after.result_sha256 = calculated.result_sha256;
  after.sanction_orders_missing = calculated.sanction_orders_missing;
  after.calculated_by = call.caller.person;
  return Step(env, tx, call, {locked.run, after, AuditKind::kRunCalculated});
}

absl::StatusOr<v1::CalculateRunResponse> CalculateRun(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::CalculateRunRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  PROBITY_RETURN_IF_ERROR(CheckEtag(locked.run, request.etag()));
  PROBITY_RETURN_IF_ERROR(MayCalculate(locked.run, EngineOf(locked.run.kind)));
  UnitsOnce units(tx, {env.region, locked.run.run_id});
  PROBITY_RETURN_IF_ERROR(CheckSeals(tx, env.region, locked.run, units));
  PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies, env.policies.OfRun(tx, locked.run.run_id));
  const StageScope scope(env.progress, locked.run.run_id);
  if (locked.run.state == RunState::kFrozen) {
    PROBITY_RETURN_IF_ERROR(FirstCalculation(env, tx, call, locked, policies, units));
  } else {
    PROBITY_RETURN_IF_ERROR(Replay(tx, env.region, locked.run, policies, units));
    PROBITY_RETURN_IF_ERROR(Record(env, tx, call, locked.run, AuditKind::kRunReplayed));
  }
  return Answer<v1::CalculateRunResponse>(env, tx, locked.run.run_id);
}

absl::StatusOr<v1::AbandonRunResponse> Abandon(const ServiceEnv& env, sql::Tx& tx,
                                               const rpc::Call& call,
                                               const v1::AbandonRunRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!request.reason().empty() && request.reason().size() <= kMaxReason, "reason",
                 "1 to 500 bytes")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  PROBITY_RETURN_IF_ERROR(CheckEtag(locked.run, request.etag()));
  PROBITY_RETURN_IF_ERROR(MayAbandon(locked.run));
  Run after = locked.run;
  after.state = RunState::kAbandoned;
  after.abandon_reason = request.reason();
  PROBITY_RETURN_IF_ERROR(Step(env, tx, call, {locked.run, after, AuditKind::kRunAbandoned}));
  return Answer<v1::AbandonRunResponse>(env, tx, locked.run.run_id);
}

absl::StatusOr<v1::GetRunResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                       const v1::GetRunRequest& request) {
  v1::GetRunResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(response, Answer<v1::GetRunResponse>(env, tx, request.run_id()));
    return absl::OkStatus();
  }));
  return response;
}

RunPosition PositionOf(const std::string& cursor) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(cursor, '\t');
  RunPosition position;
  if (!absl::SimpleAtoi(parts.first, &position.year) ||
      !absl::SimpleAtoi(parts.second, &position.number)) {
    return {};
  }
  return position;
}

absl::StatusOr<v1::ListRunsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                          const v1::ListRunsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  v1::ListRunsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(auto runs, RunsAfter(tx, env.region, request.year(),
                                                  PositionOf(page.cursor), page.size + 1));
    if (static_cast<int64_t>(runs.size()) > page.size) {
      runs.pop_back();
      response.set_next_page_token(env.page_tokens.Next(
          call, request, absl::StrCat(runs.back().year, "\t", runs.back().number)));
    }
    for (const Run& run : runs) {
      PROBITY_ASSIGN_OR_RETURN(*response.add_runs(), RunMessage(env, tx, run));
    }
    return absl::OkStatus();
  }));
  return response;
}

// The method's full name, and a handler of it bound to `env`.
constexpr char kService[] = "probity.settlement.v1.RunService.";

template <typename Request, typename Response>
void AddMutation(const ServiceEnv& env, rpc::Router& router, std::string_view method,
                 absl::StatusOr<Response> (*handler)(const ServiceEnv&, sql::Tx&, const rpc::Call&,
                                                     const Request&)) {
  router.Mutation<Request, Response>(
      absl::StrCat(kService, ToAbsl(method)), env.database,
      [&env, handler](sql::Tx& tx, const rpc::Call& call, const Request& request) {
        return handler(env, tx, call, request);
      });
}

template <typename Request, typename Response>
void AddUnary(const ServiceEnv& env, rpc::Router& router, std::string_view method,
              absl::StatusOr<Response> (*handler)(const ServiceEnv&, const rpc::Call&,
                                                  const Request&)) {
  router.Unary<Request, Response>(absl::StrCat(kService, ToAbsl(method)),
                                  [&env, handler](const rpc::Call& call, const Request& request) {
                                    return handler(env, call, request);
                                  });
}

}  // namespace

void RegisterRunService(const ServiceEnv& env, rpc::Router& router) {
  AddMutation(env, router, "CreateRun", &Create);
  AddUnary(env, router, "FreezeRun", &FreezeRun);
  AddMutation(env, router, "CalculateRun", &CalculateRun);
  AddMutation(env, router, "ReviewRun", &ReviewRun);
  AddUnary(env, router, "SignLock", &SignLock);
  AddMutation(env, router, "SignByDirector", &SignByDirector);
  AddUnary(env, router, "CreateSupplementaryRun", &CreateSupplementaryRun);
  AddMutation(env, router, "AbandonRun", &Abandon);
  AddUnary(env, router, "GetRun", &Get);
  AddUnary(env, router, "ListRuns", &List);
  router.Download<v1::WatchRunRequest>(
      absl::StrCat(kService, "WatchRun"),
      [&env](const rpc::Call& call, const v1::WatchRunRequest& request, rpc::Sink& sink) {
        return WatchRun(env, call, request, sink);
      });
  router.Download<v1::WhatIfRequest>(
      absl::StrCat(kService, "WhatIf"),
      [&env](const rpc::Call& call, const v1::WhatIfRequest& request, rpc::Sink& sink) {
        return WhatIf(env, call, request, sink);
      });
}

}  // namespace probity::settlement

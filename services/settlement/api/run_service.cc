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
#include "services/settlement/domain/budget.h"
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

absl::StatusOr<v1::CreateRunResponse> Create(const ServiceEnv& env, sql::Tx& tx,
                                             const rpc::Call& call,
                                             const v1::CreateRunRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(kFirstYear <= request.year() && request.year() <= kLastYear, "year",
                 "a year is 2000..2999")
          .Check(request.kind() == v1::RUN_KIND_RATES, "kind", "this version settles RATES")
          .Result());
  PROBITY_RETURN_IF_ERROR(LockYear(tx, env.region, request.year()).status());
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, env.region, request.year()));
  PROBITY_RETURN_IF_ERROR(YearOpen(runs));
  Run run;
  run.run_id = TimeOrderedId(env.clock.Now(), env.entropy).Text();
  run.year = request.year();
  run.number = runs.empty() ? 1 : runs.back().number + 1;
  run.prepared_by = call.caller.person;
  run.created_time = absl::ToUnixMicros(env.clock.Now());
  PROBITY_RETURN_IF_ERROR(InsertRun(tx, env.region, run));
  PROBITY_RETURN_IF_ERROR(Record(env, tx, call, run, AuditKind::kRunCreated));
  return Answer<v1::CreateRunResponse>(env, tx, run.run_id);
}

absl::Status FirstCalculation(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                              const LockedRun& locked, const PoliciesBySha& policies) {
  PROBITY_RETURN_IF_ERROR(InputsUnchanged(locked.run, locked.year.changes));
  PROBITY_ASSIGN_OR_RETURN(const Calculated calculated,
                           CalculateAndStore(tx, env.region, locked.run, policies));
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
  PROBITY_RETURN_IF_ERROR(MayCalculate(locked.run, kEngineVersion));
  PROBITY_RETURN_IF_ERROR(CheckSeals(tx, env.region, locked.run));
  PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies, env.policies.OfRun(tx, locked.run.run_id));
  if (locked.run.state == RunState::kFrozen) {
    PROBITY_RETURN_IF_ERROR(FirstCalculation(env, tx, call, locked, policies));
  } else {
    PROBITY_RETURN_IF_ERROR(Replay(tx, env.region, locked.run, policies));
    PROBITY_RETURN_IF_ERROR(Record(env, tx, call, locked.run, AuditKind::kRunReplayed));
  }
  return Answer<v1::CalculateRunResponse>(env, tx, locked.run.run_id);
}

// Two runs of a year must not both send statements.
absl::Status NoOtherIssued(const ServiceEnv& env, sql::Tx& tx, const Run& run) {
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, env.region, run.year));
  for (const Run& other : runs) {
    const bool issued = other.state == RunState::kReviewed || other.state == RunState::kLocked;
    if (other.run_id == run.run_id || other.kind != run.kind || !issued) continue;
    return Precondition(Reason::k_RUN_STATE,
                        absl::StrCat("run ", other.number, " of ", run.year,
                                     " has issued its statements; abandon it first"),
                        {{"run_id", other.run_id}});
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ReviewRunResponse> Review(const ServiceEnv& env, sql::Tx& tx,
                                             const rpc::Call& call,
                                             const v1::ReviewRunRequest& request) {
  PROBITY_RETURN_IF_ERROR(FieldCheck().Check(!request.etag().empty(), "etag", "required").Result());
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  PROBITY_RETURN_IF_ERROR(CheckEtag(locked.run, request.etag()));
  PROBITY_RETURN_IF_ERROR(MayReview(locked.run, call.caller.person));
  PROBITY_RETURN_IF_ERROR(InputsUnchanged(locked.run, locked.year.changes));
  PROBITY_RETURN_IF_ERROR(NoOtherIssued(env, tx, locked.run));
  PROBITY_RETURN_IF_ERROR(IssueStatements(tx, {env.region, locked.run.run_id}, env.clock.Now()));
  Run after = locked.run;
  after.state = RunState::kReviewed;
  after.reviewed_by = call.caller.person;
  PROBITY_RETURN_IF_ERROR(Step(env, tx, call, {locked.run, after, AuditKind::kRunReviewed}));
  return Answer<v1::ReviewRunResponse>(env, tx, locked.run.run_id);
}

// What is sealed for good is first shown to be what the frozen inputs give.
absl::Status Lock(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, const Run& run) {
  PROBITY_RETURN_IF_ERROR(CheckSeals(tx, env.region, run));
  PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies, env.policies.OfRun(tx, run.run_id));
  PROBITY_RETURN_IF_ERROR(Replay(tx, env.region, run, policies));
  Run after = run;
  after.state = RunState::kLocked;
  after.locked_by = call.caller.person;
  return Step(env, tx, call, {run, after, AuditKind::kRunLocked});
}

absl::StatusOr<v1::SignLockResponse> Sign(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                          const v1::SignLockRequest& request) {
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(!request.etag().empty(), "etag", "required")
                              .Check(!request.result_sha256().empty(), "result_sha256", "required")
                              .Result());
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  PROBITY_RETURN_IF_ERROR(CheckEtag(locked.run, request.etag()));
  PROBITY_RETURN_IF_ERROR(InputsUnchanged(locked.run, locked.year.changes));
  const Signer signer{call.caller.person, call.caller.Has(options::v1::ROLE_SETTLEMENT_REVIEWER),
                      call.caller.Has(options::v1::ROLE_SETTLEMENT_LOCKER)};
  PROBITY_ASSIGN_OR_RETURN(const Signature signature,
                           MaySign(locked.run, signer, request.result_sha256()));
  if (signature == Signature::kLocker) {
    PROBITY_RETURN_IF_ERROR(Lock(env, tx, call, locked.run));
  } else {
    Run after = locked.run;
    after.signed_by_reviewer = call.caller.person;
    PROBITY_RETURN_IF_ERROR(Step(env, tx, call, {locked.run, after, AuditKind::kRunSigned}));
  }
  return Answer<v1::SignLockResponse>(env, tx, locked.run.run_id);
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
  AddMutation(env, router, "ReviewRun", &Review);
  AddMutation(env, router, "SignLock", &Sign);
  AddMutation(env, router, "AbandonRun", &Abandon);
  AddUnary(env, router, "GetRun", &Get);
  AddUnary(env, router, "ListRuns", &List);
}

}  // namespace probity::settlement

#include "clients/probityctl/year/books.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

using settlement::v1::RunService;
namespace v1 = settlement::v1;
namespace role = options::v1;

constexpr absl::Duration kWholeRegion = absl::Hours(1);  // what the service allows
constexpr int kStates = 5;  // DRAFT, FROZEN, CALCULATED, REVIEWED, LOCKED

// The run of the year that is not abandoned; a draft if there is none.
absl::StatusOr<v1::Run> FindOrCreate(Context& context) {
  v1::ListRunsRequest list;
  list.set_year(context.scenario.year);
  PROBITY_ASSIGN_OR_RETURN(const v1::ListRunsResponse known,
                           context.bureau.Call(role::ROLE_SETTLEMENT_PREPARER, context.bureau.runs,
                                               &RunService::Stub::ListRuns, list));
  for (const v1::Run& run : known.runs()) {
    if (run.kind() == v1::RUN_KIND_RATES && run.state() != v1::RUN_STATE_ABANDONED) return run;
  }
  v1::CreateRunRequest request;
  request.set_request_id(context.RequestId("CreateRun"));
  request.set_year(context.scenario.year);
  request.set_kind(v1::RUN_KIND_RATES);
  PROBITY_ASSIGN_OR_RETURN(v1::CreateRunResponse created,
                           context.bureau.Call(role::ROLE_SETTLEMENT_PREPARER, context.bureau.runs,
                                               &RunService::Stub::CreateRun, request));
  return std::move(*created.mutable_run());
}

template <typename Request, typename Class, typename Response>
absl::StatusOr<v1::Run> Move(Context& context, options::v1::Role role, std::string_view step,
                             const v1::Run& run,
                             grpc::Status (Class::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                             Request request = {}) {
  request.set_request_id(context.RequestId(step, run.run_id()));
  request.set_run_id(run.run_id());
  request.set_etag(run.etag());
  rpc::CallOptions options = context.bureau.As(role);
  options.timeout = kWholeRegion;
  PROBITY_ASSIGN_OR_RETURN(Response response,
                           rpc::Invoke(*context.bureau.runs, method, request, options));
  return std::move(*response.mutable_run());
}

absl::StatusOr<v1::Run> Sign(Context& context, options::v1::Role role, std::string_view step,
                             const v1::Run& run) {
  v1::SignLockRequest request;
  request.set_result_sha256(run.result_sha256());
  return Move(context, role, step, run, &RunService::Stub::SignLock, std::move(request));
}

absl::StatusOr<v1::Run> Advance(Context& context, const v1::Run& run) {
  switch (run.state()) {
    case v1::RUN_STATE_DRAFT:
      return Move(context, role::ROLE_SETTLEMENT_PREPARER, "FreezeRun", run,
                  &RunService::Stub::FreezeRun);
    case v1::RUN_STATE_FROZEN:
      return Move(context, role::ROLE_SETTLEMENT_PREPARER, "CalculateRun", run,
                  &RunService::Stub::CalculateRun);
    case v1::RUN_STATE_CALCULATED:
      return Move(context, role::ROLE_SETTLEMENT_REVIEWER, "ReviewRun", run,
                  &RunService::Stub::ReviewRun);
    case v1::RUN_STATE_REVIEWED:
      return run.signed_by_reviewer().empty()
                 ? Sign(context, role::ROLE_SETTLEMENT_REVIEWER, "SignLock/reviewer", run)
                 : Sign(context, role::ROLE_SETTLEMENT_LOCKER, "SignLock/locker", run);
    default:
      return Precondition(
          Reason::k_RUN_STATE,
          absl::StrCat("the run is ", v1::RunState_Name(run.state()), ", which leads nowhere"));
  }
}

}  // namespace

absl::StatusOr<v1::Run> CloseBooks(Context& context) {
  PROBITY_ASSIGN_OR_RETURN(
      const absl::CivilDay day,
      context.calendar.FirstWorkdayAfter(absl::CivilDay(context.scenario.year, 12, 31)));
  PROBITY_RETURN_IF_ERROR(context.clock.AdvanceTo(day));
  context.progress.Stage("清算", "settlement", kStates);
  PROBITY_ASSIGN_OR_RETURN(v1::Run run, FindOrCreate(context));
  while (run.state() != v1::RUN_STATE_LOCKED) {
    context.progress.Step(run.state());
    PROBITY_ASSIGN_OR_RETURN(run, Advance(context, run));
  }
  context.progress.Step(kStates);
  return run;
}

}  // namespace probity::year

#include "services/scoring/api/clocks/clock_service.h"

#include "absl/strings/str_cat.h"
#include "services/scoring/api/clocks/clock_handlers.h"

namespace probity::scoring {
namespace {

constexpr char kService[] = "probity.scoring.v1.ClockService.";

template <typename Request, typename Response>
using Read = absl::StatusOr<Response> (*)(const ServiceEnv&, const rpc::Call&, const Request&);
template <typename Request, typename Response>
using Change = absl::StatusOr<Response> (*)(const ServiceEnv&, sql::Tx&, const rpc::Call&,
                                            const Request&);

template <typename Request, typename Response>
void AddRead(const ServiceEnv& env, rpc::Router& router, const char* name,
             Read<Request, Response> handle) {
  router.Unary<Request, Response>(absl::StrCat(kService, name),
                                  [&env, handle](const rpc::Call& call, const Request& request) {
                                    return handle(env, call, request);
                                  });
}

template <typename Request, typename Response>
void AddChange(const ServiceEnv& env, rpc::Router& router, const char* name,
               Change<Request, Response> handle) {
  router.Mutation<Request, Response>(
      absl::StrCat(kService, name), env.database,
      [&env, handle](sql::Tx& tx, const rpc::Call& call, const Request& request) {
        return handle(env, tx, call, request);
      });
}

}  // namespace

void RegisterClockService(const ServiceEnv& env, rpc::Router& router) {
  AddRead(env, router, "ListDue", &clocks::HandleListDue);
  AddRead(env, router, "ListOverdue", &clocks::HandleListOverdue);
  AddRead(env, router, "GetClocks", &clocks::HandleGetClocks);
  AddChange(env, router, "ExtendDeadline", &clocks::HandleExtendDeadline);
  AddChange(env, router, "AddExcludedSpan", &clocks::HandleAddExcludedSpan);
  AddChange(env, router, "EndExcludedSpan", &clocks::HandleEndExcludedSpan);
  AddChange(env, router, "AnnounceService", &clocks::HandleAnnounceService);
}

}  // namespace probity::scoring

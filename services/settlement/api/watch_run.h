// WatchRun: how far a run is.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_WATCH_RUN_H_
#define PROBITY_SERVICES_SETTLEMENT_API_WATCH_RUN_H_

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/rpc/router.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

absl::Status WatchRun(const ServiceEnv& env, const rpc::Call& call,
                      const v1::WatchRunRequest& request, rpc::Sink& sink);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_WATCH_RUN_H_

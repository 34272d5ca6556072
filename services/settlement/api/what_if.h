// WhatIf: a frozen run under other policies, inputs or amounts. The same calculation as the run's
// own, on a store that refuses every write.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_H_
#define PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_H_

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/rpc/router.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

absl::Status WhatIf(const ServiceEnv& env, const rpc::Call& call, const v1::WhatIfRequest& request,
                    rpc::Sink& sink);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_H_

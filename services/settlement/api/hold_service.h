// Holds of payments: placed and released by the director.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_HOLD_SERVICE_H_
#define PROBITY_SERVICES_SETTLEMENT_API_HOLD_SERVICE_H_

#include "common/rpc/router.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

void RegisterHoldService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_HOLD_SERVICE_H_

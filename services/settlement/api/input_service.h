// Importing and reading what runs are calculated from.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_INPUT_SERVICE_H_
#define PROBITY_SERVICES_SETTLEMENT_API_INPUT_SERVICE_H_

#include "common/rpc/router.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

void RegisterInputService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_INPUT_SERVICE_H_

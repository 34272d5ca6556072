// Every service of this process.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_SERVICES_H_
#define PROBITY_SERVICES_SETTLEMENT_API_SERVICES_H_

#include "common/rpc/router.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

void RegisterServices(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_SERVICES_H_

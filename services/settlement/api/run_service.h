// The steps of a run, from draft to lock.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_RUN_SERVICE_H_
#define PROBITY_SERVICES_SETTLEMENT_API_RUN_SERVICE_H_

#include "common/rpc/router.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

void RegisterRunService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_RUN_SERVICE_H_

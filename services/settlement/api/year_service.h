// Closing the books of a year: the checklist, two signatures, the seal.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_YEAR_SERVICE_H_
#define PROBITY_SERVICES_SETTLEMENT_API_YEAR_SERVICE_H_

#include "common/rpc/router.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

void RegisterYearService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_YEAR_SERVICE_H_

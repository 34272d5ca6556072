// Statements: what a unit was settled to, and why.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_STATEMENT_SERVICE_H_
#define PROBITY_SERVICES_SETTLEMENT_API_STATEMENT_SERVICE_H_

#include "common/rpc/router.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

void RegisterStatementService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_STATEMENT_SERVICE_H_

// Reading the money ledger, payouts, and proofs of the books.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_LEDGER_LEDGER_SERVICE_H_
#define PROBITY_SERVICES_SETTLEMENT_API_LEDGER_LEDGER_SERVICE_H_

#include "common/rpc/router.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

void RegisterLedgerService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_LEDGER_LEDGER_SERVICE_H_

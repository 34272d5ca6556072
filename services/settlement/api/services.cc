#include "services/settlement/api/services.h"

#include "services/settlement/api/hold_service.h"
#include "services/settlement/api/input_service.h"
#include "services/settlement/api/ledger/ledger_service.h"
#include "services/settlement/api/run_service.h"
#include "services/settlement/api/statement_answers.h"
#include "services/settlement/api/statement_service.h"
#include "services/settlement/api/year_service.h"

namespace probity::settlement {

void RegisterServices(const ServiceEnv& env, rpc::Router& router) {
  RegisterInputService(env, router);
  RegisterRunService(env, router);
  RegisterStatementService(env, router);
  RegisterDisputeService(env, router);
  RegisterHoldService(env, router);
  RegisterLedgerService(env, router);
  RegisterYearService(env, router);
}

}  // namespace probity::settlement

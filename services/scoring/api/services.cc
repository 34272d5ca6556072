#include "services/scoring/api/services.h"

#include "services/scoring/api/case_service.h"
#include "services/scoring/api/cases/officer_service.h"
#include "services/scoring/api/clocks/clock_service.h"
#include "services/scoring/api/evidence/evidence_service.h"
#include "services/scoring/api/ledger_service.h"
#include "services/scoring/api/policy_service.h"
#include "services/scoring/api/registry_service.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/api/standing_service.h"

namespace probity::scoring {

void RegisterServices(const ServiceEnv& env, rpc::Router& router) {
  RegisterRegistryService(env, router);
  RegisterPolicyService(env, router);
  RegisterCaseService(env, router);
  RegisterClockService(env, router);
  RegisterOfficerService(env, router);
  RegisterEvidenceService(env, router);
  RegisterScreeningService(env, router);
  RegisterStandingService(env, router);
  RegisterLedgerService(env, router);
}

}  // namespace probity::scoring

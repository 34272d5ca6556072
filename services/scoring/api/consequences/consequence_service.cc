#include "services/scoring/api/consequences/consequence_service.h"

namespace probity::scoring {

void RegisterConsequenceService(const ServiceEnv& env, rpc::Router& router) {
  consequences::RegisterSuspensions(env, router);
  consequences::RegisterHolds(env, router);
  consequences::RegisterSwitches(env, router);
  consequences::RegisterBars(env, router);
  consequences::RegisterQualifications(env, router);
}

}  // namespace probity::scoring

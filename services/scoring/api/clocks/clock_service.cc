#include "services/scoring/api/clocks/clock_service.h"

#include "services/scoring/api/clocks/clock_handlers.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {

void RegisterClockService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.ClockService.")
      .Read("ListDue", &clocks::HandleListDue)
      .Read("ListOverdue", &clocks::HandleListOverdue)
      .Read("GetClocks", &clocks::HandleGetClocks)
      .Change("ExtendDeadline", &clocks::HandleExtendDeadline)
      .Change("AddExcludedSpan", &clocks::HandleAddExcludedSpan)
      .Change("EndExcludedSpan", &clocks::HandleEndExcludedSpan)
      .Change("AnnounceService", &clocks::HandleAnnounceService);
}

}  // namespace probity::scoring

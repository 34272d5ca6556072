// ClockService: lists of what is due and overdue, extensions, excluded spans.
#ifndef PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

void RegisterClockService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_SERVICE_H_

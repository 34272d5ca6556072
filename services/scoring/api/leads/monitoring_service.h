// MonitoringService: leads of automated monitoring as one stream.
#ifndef PROBITY_SERVICES_SCORING_API_LEADS_MONITORING_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_LEADS_MONITORING_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterMonitoringService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEADS_MONITORING_SERVICE_H_

// LeadService: leads from their report to the decision whether a case is opened.
#ifndef PROBITY_SERVICES_SCORING_API_LEADS_LEAD_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_LEADS_LEAD_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterLeadService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEADS_LEAD_SERVICE_H_

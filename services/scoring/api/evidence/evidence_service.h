// EvidenceService: evidence of cases, its custody and its reviews.
#ifndef PROBITY_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterEvidenceService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_SERVICE_H_

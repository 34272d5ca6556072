// InsuredService: insured persons by pseudonym, and their networked settlement.
#ifndef PROBITY_SERVICES_SCORING_API_INSURED_INSURED_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_INSURED_INSURED_SERVICE_H_

#include "absl/time/civil_time.h"
#include "common/rpc/router.h"
#include "probity/scoring/v1/insured_service.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/insured/insured.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterInsuredService(const ServiceEnv& env, rpc::Router& router);

// The person as things stand on `day`.
v1::InsuredPerson ToProto(const Insured& insured, absl::CivilDay day);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_INSURED_INSURED_SERVICE_H_

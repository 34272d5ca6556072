// AgreementService: service agreements of institutions, and of physicians and pharmacists.
#ifndef PROBITY_SERVICES_SCORING_API_AGREEMENTS_AGREEMENT_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_AGREEMENTS_AGREEMENT_SERVICE_H_

#include "absl/time/civil_time.h"
#include "common/rpc/router.h"
#include "probity/scoring/v1/agreement_service.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/agreements/agreement.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterAgreementService(const ServiceEnv& env, rpc::Router& router);

// The agreement as it stands on `day`.
v1::Agreement ToProto(const AgreementFile& file, absl::CivilDay day);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_AGREEMENTS_AGREEMENT_SERVICE_H_

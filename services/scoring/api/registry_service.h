// RegistryService: the register of designated institutions.
#ifndef PROBITY_SERVICES_SCORING_API_REGISTRY_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_REGISTRY_SERVICE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/router.h"
#include "probity/scoring/v1/registry_service.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterRegistryService(const ServiceEnv& env, rpc::Router& router);

// The rows of an import as values, ascending by id. BAD_ROWS names every offending field of every
// row as `institutions[N].field`, where N counts the rows of the whole stream from 0.
absl::StatusOr<std::vector<Institution>> ReadRows(
    const std::vector<v1::ImportInstitutionsRequest>& messages);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_REGISTRY_SERVICE_H_

// ArchiveService: the integrity archive, as a message and as a page.
#ifndef PROBITY_SERVICES_SCORING_API_ARCHIVE_ARCHIVE_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_ARCHIVE_ARCHIVE_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterArchiveService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_ARCHIVE_ARCHIVE_SERVICE_H_

// DocumentService: issuing by hand, reading, serving and exporting documents.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

void RegisterDocumentService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_SERVICE_H_

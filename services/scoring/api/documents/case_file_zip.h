// The case file (案卷) as a person carries it to a court: one ZIP in legal order, with its index as
// PDF and as CSV.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_CASE_FILE_ZIP_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_CASE_FILE_ZIP_H_

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/rpc/router.h"
#include "probity/scoring/v1/document_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// Handler of ExportCaseFile. The same case gives the same bytes until something is added to it.
absl::Status ExportCaseFile(const ServiceEnv& env, const rpc::Call& call,
                            const v1::ExportCaseFileRequest& request, rpc::Sink& sink);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_CASE_FILE_ZIP_H_

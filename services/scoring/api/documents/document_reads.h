// The reads of DocumentService; they open their own transactions.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_READS_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_READS_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "probity/scoring/v1/document_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

absl::StatusOr<v1::GetDocumentResponse> HandleGetDocument(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::GetDocumentRequest& request);
absl::StatusOr<v1::ListDocumentsResponse> HandleListDocuments(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListDocumentsRequest& request);
absl::StatusOr<v1::ListDocumentTypesResponse> HandleListDocumentTypes(
    const v1::ListDocumentTypesRequest& request);
absl::StatusOr<v1::ListServiceRecordsResponse> HandleListServiceRecords(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListServiceRecordsRequest& request);
absl::StatusOr<v1::VerifyDocumentsResponse> HandleVerifyDocuments(
    const ServiceEnv& env, const rpc::Call& call, const v1::VerifyDocumentsRequest& request);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_READS_H_

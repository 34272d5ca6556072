// Recording that a document reached its party.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_SERVE_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_SERVE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "probity/scoring/v1/document.pb.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/documents/document.h"
#include "services/scoring/domain/documents/service.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// The record of a request that has method, served_date, receipt, signed_consent and details; every
// violation under its field.
ServiceRecord MakeServiceRecord(const DocumentService& service, const v1::ServiceDetails& details,
                                FieldCheck& check);
template <typename Request>
ServiceRecord ServiceRecordField(const Request& request, FieldCheck& check) {
  return MakeServiceRecord(ServiceField(request, check), request.details(), check);
}

// CheckServiceDate with the day the policy's deadline public_notice_service gives, as its clock
// counts it; PUBLIC_NOTICE is refused G15_SERVICE_REQUIRED under a policy that has none.
absl::Status CheckServedDate(const ServiceEnv& env, const policy::Policy& policy,
                             const ServiceRecord& record, absl::CivilDay issued,
                             absl::CivilDay today);

// Stores the record and issues the receipt of it. SERVICE_ALREADY_RECORDED.
absl::StatusOr<IssuedDocument> ServeDocument(const ServiceEnv& env, sql::Tx& tx,
                                             const RecordedAt& at, const std::string& actor,
                                             const CaseFile& file, const IssuedDocument& document,
                                             const ServiceRecord& record);

// The same for the last document of that type in the case, as its step moved the case. A case that
// was notified before documents were kept has none, and its step is its only record.
absl::Status ServeLatest(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                         const std::string& actor, const CaseFile& file, DocumentType type,
                         const ServiceRecord& record);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_SERVE_H_

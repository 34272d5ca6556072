// Between the messages of documents and their values.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_CONVERT_H_

#include <optional>

#include "probity/scoring/v1/document.pb.h"
#include "services/scoring/domain/documents/document.h"
#include "services/scoring/store/documents/service_records.h"

namespace probity::scoring {

v1::Document ToProto(const IssuedDocument& document, const std::optional<StoredService>& service);
v1::ServiceRecord ToProto(const StoredService& service, const std::string& number);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_CONVERT_H_

// Redacted texts as a request gives them.
#ifndef PROBITY_SERVICES_SCORING_API_SHEETS_REDACTION_H_
#define PROBITY_SERVICES_SCORING_API_SHEETS_REDACTION_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "probity/scoring/v1/case_service.pb.h"
#include "services/scoring/domain/sheet.h"

namespace probity::scoring {

// BAD_REQUEST if an item is named twice.
absl::StatusOr<Redaction> RedactionOf(
    const std::string& defence, const google::protobuf::RepeatedPtrField<v1::RedactedFacts>& facts);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEETS_REDACTION_H_

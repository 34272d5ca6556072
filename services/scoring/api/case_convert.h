// Between the messages of cases and their values.
#ifndef PROBITY_SERVICES_SCORING_API_CASE_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_CASE_CONVERT_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "common/rpc/call.h"
#include "common/status/status.h"
#include "probity/scoring/v1/case.pb.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/store/case_store.h"

namespace probity::scoring {

// The case as this caller may see it: what an officer is told about the committee stays with the
// officers.
v1::Case ToProto(const CaseFile& file, const rpc::Call& call);

v1::TimelineEntry ToProto(const TransitionRow& line);

// The finding a caller states; fields the service fills are left out. Violations are recorded under
// `finding.…`.
FindingFile FindingField(const v1::Finding& finding, FieldCheck& check);

// Method, date, receipt and consent of a service, from a request that records one.
template <typename Request>
DocumentService ServiceField(const Request& request, FieldCheck& check);

// A service with its fields checked; see the template.
DocumentService MakeService(v1::ServiceMethod method, const std::string& served_date,
                            const std::string& receipt, bool signed_consent, FieldCheck& check);

template <typename Request>
DocumentService ServiceField(const Request& request, FieldCheck& check) {
  return MakeService(request.method(), request.served_date(), request.receipt(),
                     request.signed_consent(), check);
}

// Records a violation unless `text` has between `min` and `max` characters; line breaks are
// allowed.
void CheckLength(std::string_view text, size_t min, size_t max, std::string_view field,
                 FieldCheck& check);

// "OBJECTION_OPEN" of the wire, or kNone for unspecified; a number this version does not know is
// recorded as a violation.
CaseState StateField(v1::CaseState state, FieldCheck& check);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CASE_CONVERT_H_

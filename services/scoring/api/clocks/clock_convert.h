// Between the messages of clocks and their values.
#ifndef PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_CONVERT_H_

#include <string>
#include <string_view>

#include "common/status/status.h"
#include "probity/scoring/v1/clock_service.pb.h"
#include "services/scoring/domain/clocks/clock_file.h"

namespace probity::scoring::clocks {

v1::ClockView ToProto(const ClockFile& clock, std::string_view case_ref, Date today);

// Subject and key a request names; records violations under `clock.…`.
struct ClockName {
  Subject subject;
  std::string key;
};
ClockName NameField(const v1::ClockRef& ref, FieldCheck& check);

// An extension, and a span, as asked for by `person`; records violations.
Grant GrantField(const v1::ExtendDeadlineRequest& request, std::string_view person,
                 FieldCheck& check);
Span SpanField(const v1::AddExcludedSpanRequest& request, std::string_view person,
               FieldCheck& check);
policy::ExcludedSpan SpanKindField(policy::v1::ExcludedSpan kind, FieldCheck& check);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_CONVERT_H_

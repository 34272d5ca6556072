// Between messages and values.
#ifndef PROBITY_SERVICES_SCORING_API_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_CONVERT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "common/status/status.h"
#include "probity/scoring/v1/institution.pb.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {

// Absent for SUBJECT_KIND_UNSPECIFIED and numbers this version does not know.
std::optional<policy::SubjectKind> FromProto(v1::SubjectKind kind);
v1::SubjectKind ToProto(policy::SubjectKind kind);

v1::Institution ToProto(const Institution& institution);

// The date of a field, or `if_empty` for an empty one; records a violation of `check` for text that
// is no date.
absl::CivilDay DateField(std::string_view text, std::string_view field, absl::CivilDay if_empty,
                         FieldCheck& check);

// "" for an absent date.
std::string DateText(const std::optional<absl::CivilDay>& day);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CONVERT_H_

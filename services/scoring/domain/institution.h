// A designated institution (定点医药机构) of the register.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_INSTITUTION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_INSTITUTION_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

struct Institution {
  std::string institution_id;
  std::string name;
  policy::SubjectKind kind = policy::SubjectKind::kMedical;
  std::string district;
  absl::CivilDay designated_from;
  std::optional<absl::CivilDay> designated_to;  // last day; absent while it lasts
  std::string principal;  // legal representative or principal; empty: not stated
  std::string address;    // empty: not stated

  Subject subject() const { return {kind, institution_id}; }
  bool operator==(const Institution&) const = default;
};

// 1..32 of A-Z 0-9 - _.
bool IsInstitutionId(std::string_view text);

// Valid text of `min`..`max` characters (code points) without control characters, and neither
// beginning nor ending with a space. The text must be UTF-8, as every protobuf string is.
bool IsLabel(std::string_view text, size_t min, size_t max);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_INSTITUTION_H_

// The committee section of a policy as canonical text: what a round keeps of the policy it was
// opened under.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_COMMITTEE_TEXT_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_COMMITTEE_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/policy/committee.h"

namespace probity::review::hearing {

// One line `key value` for each field, in a fixed order.
std::string CommitteeText(const policy::Committee& committee);
// Reads what CommitteeText wrote and nothing else; INTERNAL otherwise.
absl::StatusOr<policy::Committee> CommitteeFromText(std::string_view text);

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_COMMITTEE_TEXT_H_

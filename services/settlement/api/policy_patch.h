// A policy file with some of its fields replaced: the variant of a what-if.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_POLICY_PATCH_H_
#define PROBITY_SERVICES_SETTLEMENT_API_POLICY_PATCH_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace probity::settlement {

// The text of `content` with what `patch` holds (both text form of probity.policy.v1.Policy) in the
// place of the same fields; a repeated field is replaced as a whole. The result is no valid policy
// yet: loading it lints it. VARIANT_INVALID for a patch that does not parse.
absl::StatusOr<std::string> PatchPolicy(std::string_view content, std::string_view patch);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_POLICY_PATCH_H_

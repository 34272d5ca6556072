// From the text of a policy file to a Policy, or to the list of everything wrong with it.
#ifndef PROBITY_COMMON_POLICY_LOAD_H_
#define PROBITY_COMMON_POLICY_LOAD_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"

namespace probity::policy {

// Parses (protobuf text format of probity.policy.v1.Policy), lints and runs the tests of the file.
// POLICY_INVALID lists every finding at once: the text and the violations of the refusal name each
// as `file:line: what`. `file_name` only names the place; nothing is read.
absl::StatusOr<Policy> LoadPolicy(std::string_view text, std::string_view file_name);

// A file that states the quality section alone (text format of probity.policy.v1.Quality), held to
// the same lints.
absl::StatusOr<QualityTerms> LoadQuality(std::string_view text, std::string_view file_name);

// Every *.txtpb of a folder, by name, and the checks between them (CheckNoOverlap;
// CheckConsistent on each day a policy begins). NOT_FOUND if the folder holds none.
absl::StatusOr<std::vector<Policy>> LoadPolicyFolder(const std::string& folder);

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_LOAD_H_

// The policy files in force, kept as the bytes that were put.
#ifndef PROBITY_SERVICES_SCORING_STORE_POLICIES_H_
#define PROBITY_SERVICES_SCORING_STORE_POLICIES_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "common/sql/database.h"

namespace probity::scoring {

struct PolicyFile {
  std::string sha256;  // of `content`, 64 lower-case hex digits
  policy::SubjectKind kind = policy::SubjectKind::kMedical;
  absl::CivilDay effective_from;
  std::optional<absl::CivilDay> effective_to;
  std::string file_name;
  std::string content;
  std::string actor;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
};

// SHA-256 of every policy of the region that was put by `known` (microseconds since 1970), by kind,
// then first day in force.
absl::StatusOr<std::vector<std::string>> ListPolicyHashes(
    sql::Tx& tx, const std::string& region, int64_t known = std::numeric_limits<int64_t>::max());

// NOT_FOUND.
absl::StatusOr<PolicyFile> GetPolicyFile(sql::Tx& tx, const std::string& region,
                                         const std::string& sha256);

absl::Status InsertPolicyFile(sql::Tx& tx, const std::string& region, const PolicyFile& file);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_POLICIES_H_

// Which generation of a key-encryption key is still needed, and sealing anew what outlives rounds.
// Two files, as there are two databases: neither looks into the other's.
#ifndef PROBITY_SERVICES_REVIEW_API_KEY_USE_H_
#define PROBITY_SERVICES_REVIEW_API_KEY_USE_H_

#include <set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/review/api/environment.h"

namespace probity::review {

// Generations under which something lies; 0 = under one that is not mounted.
struct RosterKeyUse {
  std::set<int> contacts;
  std::set<int> rounds;  // pool keys
};
absl::StatusOr<RosterKeyUse> UseOfRosterKeys(const ReviewEnv& env, absl::Time deadline);
absl::StatusOr<std::set<int>> UseOfHearingKeys(const ReviewEnv& env, absl::Time deadline);

// Seals every contact under the newest generation that is not so already. A contact that opens
// under none is left as it is. Rounds are left alone: they end, and their keys with them.
absl::Status ResealContacts(const ReviewEnv& env, absl::Time deadline);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_KEY_USE_H_

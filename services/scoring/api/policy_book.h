// The policies this region has put in force, parsed once and shared by every call.
//
// A stored policy never changes, so a parsed one is kept by its SHA-256; which of them count is
// read from the transaction each time, so a policy put a moment ago is seen by the next call.
#ifndef PROBITY_SERVICES_SCORING_API_POLICY_BOOK_H_
#define PROBITY_SERVICES_SCORING_API_POLICY_BOOK_H_

#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "common/sql/database.h"

namespace probity::scoring {

// Stays valid for as long as it is held, whatever is put later.
using PolicyRef = std::shared_ptr<const policy::Policy>;
// All versions of all kinds, as policy::ChooseVersion takes them; by kind, then first day in force.
using PolicyShelf = std::shared_ptr<const std::vector<policy::Policy>>;

// Safe to call from several threads.
class PolicyBook {
 public:
  explicit PolicyBook(std::string region) : region_(std::move(region)) {}
  PolicyBook(const PolicyBook&) = delete;
  PolicyBook& operator=(const PolicyBook&) = delete;

  // The policy of `kind` in force on `day`, among those put by `known`. POLICY_NOT_IN_FORCE, naming
  // the kind and the day.
  absl::StatusOr<PolicyRef> For(sql::Tx& tx, policy::SubjectKind kind, absl::CivilDay day,
                                int64_t known = std::numeric_limits<int64_t>::max());

  // The policy whose file has this SHA-256 (64 lower-case hex digits). NOT_FOUND.
  absl::StatusOr<PolicyRef> BySha(sql::Tx& tx, std::string_view sha256);

  // Everything put so far, or by `known` (microseconds since 1970): what a standing was read with
  // then. Where nothing had been put yet, everything.
  absl::StatusOr<PolicyShelf> All(sql::Tx& tx, int64_t known = std::numeric_limits<int64_t>::max());

 private:
  absl::StatusOr<policy::Policy> Parsed(sql::Tx& tx, const std::string& sha256);

  const std::string region_;
  absl::Mutex mutex_;
  std::map<std::string, policy::Policy> parsed_ ABSL_GUARDED_BY(mutex_);  // by sha256
  std::vector<std::string> shelf_key_ ABSL_GUARDED_BY(mutex_);
  PolicyShelf shelf_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_POLICY_BOOK_H_

// The policy files runs were frozen with, parsed once. A run needs nothing of scoring any more once
// it is frozen: the bytes that decided stay beside it.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_POLICY_FILES_H_
#define PROBITY_SERVICES_SETTLEMENT_API_POLICY_FILES_H_

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/policy/policy.h"
#include "common/sql/database.h"

namespace probity::settlement {

using PolicyRef = std::shared_ptr<const policy::Policy>;
using PoliciesBySha = std::map<std::string, PolicyRef>;

// Safe to call from several threads.
class PolicyFiles {
 public:
  explicit PolicyFiles(std::string region) : region_(std::move(region)) {}
  PolicyFiles(const PolicyFiles&) = delete;
  PolicyFiles& operator=(const PolicyFiles&) = delete;

  // The policy of these bytes. POLICY_CHANGED_AFTER_FREEZE if they have another hash,
  // POLICY_INVALID if they are no policy.
  absl::StatusOr<PolicyRef> Parse(const std::string& sha256, const std::string& content);

  // The policies a run was frozen with; the stored bytes of each are held to its hash, so this
  // decides whether the run may go on (POLICY_CHANGED_AFTER_FREEZE).
  absl::StatusOr<PoliciesBySha> OfRun(sql::Tx& tx, const std::string& run_id);

  // One frozen policy for reading; not read again from the database once parsed.
  absl::StatusOr<PolicyRef> Get(sql::Tx& tx, const std::string& sha256);

 private:
  PolicyRef Known(const std::string& sha256);

  const std::string region_;
  absl::Mutex mutex_;
  PoliciesBySha parsed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_POLICY_FILES_H_

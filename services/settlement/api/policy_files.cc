#include "services/settlement/api/policy_files.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/policy/load.h"
#include "common/status/status.h"
#include "services/settlement/store/runs.h"

namespace probity::settlement {
namespace {

absl::Status Changed(const std::string& sha256) {
  return Precondition(Reason::k_POLICY_CHANGED_AFTER_FREEZE,
                      absl::StrCat("the policy file ", sha256,
                                   " is not the one that was frozen; abandon the run and create a "
                                   "new one"),
                      {{"policy_sha256", sha256}});
}

}  // namespace

PolicyRef PolicyFiles::Known(const std::string& sha256) {
  const absl::MutexLock lock(&mutex_);
  const auto found = parsed_.find(sha256);
  return found == parsed_.end() ? nullptr : found->second;
}

absl::StatusOr<PolicyRef> PolicyFiles::Parse(const std::string& sha256,
                                             const std::string& content) {
  if (crypto::Hex(crypto::Sha256(content)) != sha256) return Changed(sha256);
  if (PolicyRef known = Known(sha256); known != nullptr) return known;
  PROBITY_ASSIGN_OR_RETURN(policy::Policy parsed,
                           policy::LoadPolicy(content, absl::StrCat(sha256, ".txtpb")));
  auto made = std::make_shared<const policy::Policy>(std::move(parsed));
  const absl::MutexLock lock(&mutex_);
  return parsed_.emplace(sha256, std::move(made)).first->second;
}

absl::StatusOr<PoliciesBySha> PolicyFiles::OfRun(sql::Tx& tx, const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const auto pinned, PoliciesOfRun(tx, region_, run_id));
  PoliciesBySha policies;
  for (const std::string& sha256 : pinned) {
    const auto content = GetPolicyFile(tx, region_, sha256);
    if (absl::IsNotFound(content.status())) return Changed(sha256);
    if (!content.ok()) return content.status();
    PROBITY_ASSIGN_OR_RETURN(policies[sha256], Parse(sha256, *content));
  }
  return policies;
}

absl::StatusOr<PolicyRef> PolicyFiles::Get(sql::Tx& tx, const std::string& sha256) {
  if (PolicyRef known = Known(sha256); known != nullptr) return known;
  PROBITY_ASSIGN_OR_RETURN(const std::string content, GetPolicyFile(tx, region_, sha256));
  return Parse(sha256, content);
}

}  // namespace probity::settlement

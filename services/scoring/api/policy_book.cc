#include "services/scoring/api/policy_book.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/choose.h"
#include "common/policy/load.h"
#include "common/status/status.h"
#include "services/scoring/store/policies.h"

namespace probity::scoring {
namespace {

// A file never changes, so the end of one that was replaced stands in the file that replaced it;
// here it is filled in for everybody who reads a range.
void EndSuperseded(std::vector<policy::Policy>& policies) {
  for (const policy::Policy& next : policies) {
    if (next.supersedes.empty()) continue;
    for (policy::Policy& old : policies) {
      if (old.sha256 != next.supersedes || old.subject_kind != next.subject_kind) continue;
      const absl::CivilDay last = next.effective_from - 1;
      old.effective_to = std::min(old.effective_to.value_or(last), last);
    }
  }
}

}  // namespace

absl::StatusOr<PolicyRef> PolicyBook::For(sql::Tx& tx, policy::SubjectKind kind, absl::CivilDay day,
                                          int64_t known) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, All(tx, known));
  const policy::Policy* const found = policy::InForce(*shelf, kind, day);
  if (found != nullptr) return PolicyRef(shelf, found);
  return Precondition(
      Reason::k_POLICY_NOT_IN_FORCE,
      absl::StrCat("no policy for ", ToAbsl(policy::SubjectKindName(kind)), " is in force on ",
                   calendar::FormatDate(day), "; put one that covers the day"));
}

absl::StatusOr<PolicyRef> PolicyBook::BySha(sql::Tx& tx, std::string_view sha256) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, All(tx));
  for (const policy::Policy& one : *shelf) {
    if (one.sha256 == sha256) return PolicyRef(shelf, &one);
  }
  return NotFound(Reason::k_NOT_FOUND, "no policy with this sha256 was put");
}

absl::StatusOr<PolicyShelf> PolicyBook::All(sql::Tx& tx, int64_t known) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<std::string> key, ListPolicyHashes(tx, region_, known));
  if (key.empty()) {
    PROBITY_ASSIGN_OR_RETURN(key, ListPolicyHashes(tx, region_));
  }
  {
    const absl::MutexLock lock(&mutex_);
    if (shelf_ != nullptr && shelf_key_ == key) return shelf_;
  }
  auto policies = std::make_shared<std::vector<policy::Policy>>();
  for (const std::string& sha256 : key) {
    PROBITY_ASSIGN_OR_RETURN(policy::Policy one, Parsed(tx, sha256));
    policies->push_back(std::move(one));
  }
  EndSuperseded(*policies);
  const absl::MutexLock lock(&mutex_);
  shelf_key_ = std::move(key);
  shelf_ = policies;
  return shelf_;
}

absl::StatusOr<policy::Policy> PolicyBook::Parsed(sql::Tx& tx, const std::string& sha256) {
  {
    const absl::MutexLock lock(&mutex_);
    const auto known = parsed_.find(sha256);
    if (known != parsed_.end()) return known->second;
  }
  PROBITY_ASSIGN_OR_RETURN(const PolicyFile file, GetPolicyFile(tx, region_, sha256));
  PROBITY_ASSIGN_OR_RETURN(policy::Policy one, policy::LoadPolicy(file.content, file.file_name));
  if (one.sha256 != sha256) {
    return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                  "a stored policy file is not the one that was put");
  }
  const absl::MutexLock lock(&mutex_);
  return parsed_.emplace(sha256, std::move(one)).first->second;
}

}  // namespace probity::scoring

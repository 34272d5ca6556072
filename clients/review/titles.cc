#include "clients/review/titles.h"

#include <algorithm>
#include <vector>

#include "common/policy/load.h"
#include "common/status/status.h"

namespace probity::member {

absl::StatusOr<Titles> Titles::FromFolder(const std::string& folder) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<policy::Policy> policies, policy::LoadPolicyFolder(folder));
  std::sort(policies.begin(), policies.end(),
            [](const auto& a, const auto& b) { return a.effective_from < b.effective_from; });
  Titles titles;
  for (const policy::Policy& one : policies) {
    for (const policy::CatalogueItem& item : one.catalogue) {
      titles.by_code_[{static_cast<int>(one.subject_kind), item.code}] = item.title;
    }
  }
  return titles;
}

policy::Text Titles::Of(scoring::v1::SubjectKind kind, const std::string& violation_code) const {
  const auto found = by_code_.find({static_cast<int>(kind), violation_code});
  return found == by_code_.end() ? policy::Text() : found->second;
}

}  // namespace probity::member

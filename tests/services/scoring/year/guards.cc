#include "tests/services/scoring/year/guards.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/reason.h"

namespace probity::scoring::year {
namespace {

constexpr int kGuards = 24;

bool IsOf(const std::string& guard, const std::string& reason) {
  return absl::StartsWith(reason, absl::StrCat(guard, "_"));
}

}  // namespace

std::vector<std::string> GuardReasons() {
  std::vector<std::string> reasons;
#define PROBITY_NAME_OF_REASON(name, number) reasons.push_back(#name);
  PROBITY_REASONS(PROBITY_NAME_OF_REASON)
#undef PROBITY_NAME_OF_REASON
  const auto of_no_guard = [](const std::string& reason) {
    for (int number = 1; number <= kGuards; ++number) {
      if (IsOf(absl::StrCat("G", number), reason)) return false;
    }
    return true;
  };
  reasons.erase(std::remove_if(reasons.begin(), reasons.end(), of_no_guard), reasons.end());
  return reasons;
}

std::vector<NamedGuard> NamedGuards() {
  return {
      {"G13",
       {"SHEET_NOT_BLIND", "VERDICT_INVALID", "COMMITTEE_FIRST"},
       "quorum and the frozen result are review's to hold"},
      {"G17", {}, "chooses a version and refuses nothing: see the choices the year made"},
      {"G18", {"YEAR_NOT_OVER", "YEAR_LOCK_CONFLICT"}, "settlement locks; late entries are posted"},
      {"G23",
       {"CHECKLIST_INCOMPLETE", "TRANSFER_OPEN", "CASE_FILE_CLOSED", "EVIDENCE_CASE_CLOSED"},
       ""},
      {"G24", {"BEYOND_CALENDAR"}, ""},
  };
}

std::vector<std::string> MissingGuards(const std::set<std::string>& refused) {
  std::vector<std::string> missing;
  const std::vector<std::string> reasons = GuardReasons();
  for (const std::string& reason : reasons) {
    if (!refused.contains(reason)) missing.push_back(reason);
  }
  for (const NamedGuard& named : NamedGuards()) {
    for (const std::string& reason : named.reasons) {
      if (!refused.contains(reason)) missing.push_back(absl::StrCat(named.guard, " ", reason));
    }
  }
  for (int number = 1; number <= kGuards; ++number) {
    const std::string guard = absl::StrCat("G", number);
    const std::vector<NamedGuard> named = NamedGuards();
    const bool known =
        std::any_of(reasons.begin(), reasons.end(),
                    [&](const std::string& reason) { return IsOf(guard, reason); }) ||
        std::any_of(named.begin(), named.end(),
                    [&](const NamedGuard& one) { return one.guard == guard; });
    if (!known) missing.push_back(absl::StrCat(guard, " has no reason at all"));
  }
  return missing;
}

}  // namespace probity::scoring::year

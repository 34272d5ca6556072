#include "services/scoring/domain/procedure/last_day.h"

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/clocks/count.h"

namespace probity::scoring {

absl::StatusOr<absl::CivilDay> LastDayOf(const policy::Policy& policy, std::string_view key,
                                         const calendar::WorkCalendar& calendar,
                                         absl::CivilDay event) {
  const policy::Deadline* deadline = FindDeadline(policy, key);
  if (deadline != nullptr) return clocks::LastDay(*deadline, calendar, event);
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                absl::StrCat("the policy states no deadline `", ToAbsl(key), "`"));
}

}  // namespace probity::scoring

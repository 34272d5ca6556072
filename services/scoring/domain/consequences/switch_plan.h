// What has to be commanded to the networked settlement (联网结算) so that it is closed on the days
// a subject is suspended and open on all others. Pure: measures in, commands out.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_SWITCH_PLAN_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_SWITCH_PLAN_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/scoring/domain/consequences/measure.h"

namespace probity::scoring {

// The numbers are those of measure.proto.
enum class SwitchAction { kClose = 1, kOpen = 2, kWithdraw = 3 };
enum class SwitchState { kOutstanding = 1, kAcknowledged = 2, kSuperseded = 3 };

struct SwitchOrder {
  int32_t no = 0;  // counts up from 1 within the subject; 0 before it is stored
  SwitchAction action = SwitchAction::kClose;
  absl::CivilDay effective;  // first day of the new state
  int32_t withdraws_no = 0;  // of kWithdraw
  bool acknowledged = false;

  bool operator==(const SwitchOrder&) const = default;
};

struct SwitchPlan {
  std::vector<int32_t> superseded;  // numbers of commands that no longer count
  std::vector<SwitchOrder> issued;  // a kWithdraw for each of those already acknowledged
};

// Days closed by any of `spans`, ascending; spans that touch or overlap are one.
std::vector<Span> ClosedDays(std::vector<Span> spans);

// `standing`: commands of one switch that count, without withdrawals.
SwitchPlan PlanSwitch(const std::vector<Span>& closed, const std::vector<SwitchOrder>& standing);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_SWITCH_PLAN_H_

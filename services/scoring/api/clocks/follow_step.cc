#include "services/scoring/api/clocks/follow_step.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/domain/clocks/case_clocks.h"
#include "services/scoring/domain/clocks/change.h"
#include "services/scoring/store/clocks/clock_store.h"

namespace probity::scoring::clocks {
namespace {

constexpr std::string_view kSuspensionReason = "case suspended / 案件中止";

bool ConcernsAll(Does does) {
  return does == Does::kSuspend || does == Does::kResume || does == Does::kCancelAll;
}

// One step's work on the clocks of one case.
class Follower {
 public:
  Follower(const ServiceEnv& env, sql::Tx& tx, const StepDone& done)
      : env_(env), tx_(tx), done_(done) {}

  absl::Status Run(const std::vector<ClockAction>& actions) {
    const bool only_starts = std::all_of(actions.begin(), actions.end(), [](const auto& action) {
      return action.does == Does::kStart;
    });
    if (!only_starts) {
      const bool counts = ConcernsAll(actions.front().does);
      PROBITY_ASSIGN_OR_RETURN(open_, OpenClocksForUpdate(tx_, env_.region, done_.after.case_id,
                                                          counts ? Detail::kWhole : Detail::kHead));
    }
    for (const ClockAction& action : actions) {
      PROBITY_RETURN_IF_ERROR(action.does == Does::kStart ? Start(action) : Change(action));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Start(const ClockAction& action) {
    const absl::StatusOr<PolicyRef> policy = ProcedurePolicy(env_, tx_, done_.after, action.day);
    if (HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE)) return absl::OkStatus();
    PROBITY_RETURN_IF_ERROR(policy.status());
    if (FindDeadline(**policy, action.key) == nullptr) return absl::OkStatus();
    ClockStart start;
    start.subject = OfCase(done_.after.case_id);
    start.key = action.key;
    start.event = action.day;
    start.case_id = done_.after.case_id;
    start.institution_id = done_.after.institution_id;
    start.policy = *policy;
    // Only the window is told to the party; filing a case does not wait for next year's calendar.
    start.beyond = action.key == kObjectionKey ? Beyond::kRefuse : Beyond::kWait;
    start.supersede = true;
    return StartClock(env_, tx_, done_.at, start).status();
  }

  absl::Status Change(const ClockAction& action) {
    for (const ClockFile& clock : open_) {
      const bool named = clock.key == action.key && clock.subject == OfCase(clock.case_id);
      if (!named && !ConcernsAll(action.does)) continue;
      PROBITY_ASSIGN_OR_RETURN(ClockFile after, Changed(clock, action));
      if (after == clock) continue;
      PROBITY_RETURN_IF_ERROR(
          SaveClock(tx_, env_.region, clock, std::move(after), done_.at).status());
    }
    return absl::OkStatus();
  }

  absl::StatusOr<ClockFile> Changed(const ClockFile& clock, const ClockAction& action) {
    switch (action.does) {
      case Does::kMeet:
        return Meet(clock, action.day);
      case Does::kExpire:
        return IsDue(clock, action.day) ? Expire(clock, action.day) : Cancel(clock);
      case Does::kCancel:
      case Does::kCancelAll:
        return Cancel(clock);
      case Does::kSuspend:
      case Does::kResume:
        return Interrupted(clock, action);
      case Does::kStart:
        break;
    }
    return clock;
  }

  // The objection window is the case's: it stands still with the case, whatever the policy lists,
  // and ends when the case says.
  absl::StatusOr<ClockFile> Interrupted(const ClockFile& clock, const ClockAction& action) {
    PROBITY_ASSIGN_OR_RETURN(const DeadlineRef found, DeadlineOf(env_, tx_, clock));
    policy::Deadline deadline = *found.deadline;
    const bool window = IsObjectionWindow(clock);
    if (window) deadline.excluded.push_back(policy::ExcludedSpan::kCaseSuspended);
    const Rules rules = {deadline, env_.calendar, action.day};
    if (action.does == Does::kSuspend) {
      Span span;
      span.reason = std::string(kSuspensionReason);
      span.person = done_.actor;
      return Suspend(clock, std::move(span), rules);
    }
    PROBITY_ASSIGN_OR_RETURN(ClockFile after, Resume(clock, rules));
    if (window && done_.after.objection_deadline.has_value()) {
      after.last_day = done_.after.objection_deadline;
    }
    return after;
  }

  const ServiceEnv& env_;
  sql::Tx& tx_;
  const StepDone& done_;
  std::vector<ClockFile> open_;
};

}  // namespace

absl::Status FollowStep(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  const std::vector<ClockAction> actions =
      ActionsOf(done.after, done.step, calendar::DateOf(done.at.time));
  if (actions.empty()) return absl::OkStatus();
  return Follower(env, tx, done).Run(actions);
}

}  // namespace probity::scoring::clocks

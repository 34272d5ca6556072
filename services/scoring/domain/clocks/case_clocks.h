// Which step of a case starts, meets or stops which clock: one table. Clocks of other areas
// (hearing, legal review, publication, answers to transfers) are started and met by those areas.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CASE_CLOCKS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CASE_CLOCKS_H_

#include <string>
#include <string_view>
#include <vector>

#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring::clocks {

inline constexpr std::string_view kObjectionKey = "objection";

// The window of a case, which is a state of the case too: it ends when the case says.
bool IsObjectionWindow(const ClockFile& clock);

enum class Does {
  kStart,
  kMeet,
  kExpire,   // by the calendar, which took this step itself
  kCancel,   // the right or duty is gone
  kSuspend,  // every open clock of the case whose deadline excludes suspensions
  kResume,
  kCancelAll,
};

// The day of the event, as the case has it after the step.
enum class EventDay {
  kToday,
  kOpened,
  kNoticeServed,
  kObjectionFiled,
  kDecided,
  kEffective,
  kRemedyDecided,
};

struct ClockRule {
  CaseStep step;
  Does does;
  std::string_view key;  // of the policy's deadlines; empty for those that concern all
  EventDay event = EventDay::kToday;
};

// In the order in which they are carried out.
const std::vector<ClockRule>& ClockRules();

// What one step brings about. `day` is the event of a start, the day on which a clock is met, or
// the day of suspension and resumption.
struct ClockAction {
  Does does;
  std::string key;
  Date day;
  bool operator==(const ClockAction&) const = default;
};

// `after` is the case as the step left it. A dismissed case gives the party nothing to challenge,
// nor does a suit's outcome.
std::vector<ClockAction> ActionsOf(const CaseFile& after, CaseStep step, Date today);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CASE_CLOCKS_H_

// What repetition brings beyond one year (policy: multi_year[]): two suspensions within one term of
// the agreement (D11; 《医疗机构医疗保障定点管理暂行办法》 43), or points of so many within
// consecutive years, call for a proposal to terminate. A person decides it; the engine never does.
//
// The term is the one around the day of the event that completes a rule, whatever has been signed
// since. Where no agreement is registered for that day its calendar year stands for the term
// (assumption D11).
//
// A suspension that a higher band lengthens while it runs stays one (D10, `extend`); any other
// crossing of a band that suspends is one of its own. Crossings undone by a reversal do not count.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_MULTI_YEAR_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_MULTI_YEAR_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/calendar/date.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/ledger/crossing.h"

namespace probity::scoring {

// What a subject's years came to.
struct History {
  std::vector<Crossing> crossings;      // those that stand, by effective date
  std::map<int32_t, int64_t> points;    // by year
  std::vector<calendar::Period> terms;  // of the subject's agreements, by first day
  std::map<int32_t, absl::CivilDay> on =
      {};  // by year of points: when the last of them took effect
};

// One rule met, once for each event that completes it.
struct Repetition {
  size_t rule = 0;  // index in multi_year[]
  policy::RepeatedEvent event = policy::RepeatedEvent::kSuspension;
  // What completes which rule, unique among a subject's proposals: "suspension:17/2/0/0" by entry,
  // "points:2026/3/3/24" by year, followed by the rule's count, window and points.
  std::string key;
  std::string case_id;                   // 16 bytes: of the crossing; empty for points
  std::vector<std::string> occurrences;  // "2026-03-09 [18,24)" or "2026: 27", ascending
  calendar::Period window;
  bool operator==(const Repetition&) const = default;
};

// First days of the suspensions that are one of their own, each with its crossing.
std::vector<Crossing> Suspensions(const policy::Policy& policy, std::vector<Crossing> crossings);

// Every rule met by the history, in the order of the rules.
std::vector<Repetition> Repetitions(const policy::Policy& policy, const History& history);

// Whether everything that a repetition was made of is still there: that its rule reads otherwise
// since, by a new policy or a new term, takes nothing away from it.
bool StillRests(const std::string& key, const std::vector<std::string>& occurrences,
                const History& history);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_MULTI_YEAR_H_

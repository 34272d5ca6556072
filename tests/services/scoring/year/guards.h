// The guards G1 to G24 of the procedure and the reasons they refuse with.
#ifndef PROBITY_TESTS_SERVICES_SCORING_YEAR_GUARDS_H_
#define PROBITY_TESTS_SERVICES_SCORING_YEAR_GUARDS_H_

#include <set>
#include <string>
#include <vector>

namespace probity::scoring::year {

// Every reason whose name begins with a guard's, as the service declares them.
std::vector<std::string> GuardReasons();

// A guard whose refusals bear names of their own, or that refuses nothing in scoring.
struct NamedGuard {
  std::string guard;                 // "G23"
  std::vector<std::string> reasons;  // each is to be met
  std::string note;                  // where the rest of it is held, or why nothing is refused
};
std::vector<NamedGuard> NamedGuards();

// What of G1 to G24 is not among `refused`, each with its guard; empty if all are met.
std::vector<std::string> MissingGuards(const std::set<std::string>& refused);

}  // namespace probity::scoring::year

#endif  // PROBITY_TESTS_SERVICES_SCORING_YEAR_GUARDS_H_

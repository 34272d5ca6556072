// The year as it went on one engine.
#ifndef PROBITY_TESTS_SERVICES_SCORING_YEAR_YEAR_H_
#define PROBITY_TESTS_SERVICES_SCORING_YEAR_YEAR_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring::year {

struct YearOutcome {
  size_t cases = 0;
  std::vector<std::string> surprises;   // acts that were not answered as the script says
  std::set<std::string> refused;        // reasons met
  std::set<StepEdge> edges;             // taken, by the timelines
  std::vector<std::string> unreadable;  // lines of timelines that are not one edge
  std::set<std::string> choices;        // of policy versions, "NEW_LIGHTER"
  absl::Status chain;                   // VerifyChain
  absl::Status store;                   // VerifyStore
  std::vector<std::string> unbalanced;  // institutions whose points are not their entries'
  size_t entries = 0;
  std::string standings;  // of 2026, a line for each institution
};

// The year on `engine`, taken once in this program.
const YearOutcome& YearOn(const std::string& engine);

}  // namespace probity::scoring::year

#endif  // PROBITY_TESTS_SERVICES_SCORING_YEAR_YEAR_H_

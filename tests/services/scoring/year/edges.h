// Which edges of the state machine a timeline has taken.
#ifndef PROBITY_TESTS_SERVICES_SCORING_YEAR_EDGES_H_
#define PROBITY_TESTS_SERVICES_SCORING_YEAR_EDGES_H_

#include <string>
#include <vector>

#include "probity/scoring/v1/case.pb.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring::year {

// "SuspendCase FILED -> SUSPENDED".
std::string EdgeText(const StepEdge& edge);

// The edges a line of a timeline can stand for: one, unless the service wrote what it cannot do, or
// what cannot be told from another step.
std::vector<StepEdge> EdgesOf(const v1::TimelineEntry& entry);

}  // namespace probity::scoring::year

#endif  // PROBITY_TESTS_SERVICES_SCORING_YEAR_EDGES_H_

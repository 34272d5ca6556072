// What a decision may bring: whether the points of a case lead into suspension or cancellation.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_MEASURE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_MEASURE_H_

#include <compare>
#include <cstdint>
#include <map>
#include <vector>

#include "common/policy/policy.h"
#include "services/scoring/domain/sheet.h"

namespace probity::scoring {

// A measure as heavy as it comes: heavier ones compare greater.
struct MeasureReached {
  policy::Measure measure = policy::Measure::kNone;
  int32_t months = 0;  // of a suspension, the longest the band allows; else 0

  auto operator<=>(const MeasureReached&) const = default;
};

// The heaviest measure the case adds in any year: that of the band of everything together, if
// everything but this case stands in a milder band; with what is open elsewhere decided before, or
// after. A veto item with points at stake proposes cancellation whatever they come to (G20).
// `policies` holds the policy of each year.
MeasureReached MeasureOf(const std::map<int32_t, YearPoints>& years,
                         const std::map<int32_t, const policy::Policy*>& policies,
                         bool veto_at_stake);

// True if `measures` lists `measure`.
bool Asks(const std::vector<policy::Measure>& measures, policy::Measure measure);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_MEASURE_H_

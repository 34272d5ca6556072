#include "services/scoring/domain/procedure/measure.h"

#include <algorithm>

#include "common/policy/evaluate.h"

namespace probity::scoring {
namespace {

policy::Measure MeasureOfYear(const policy::Policy& policy, const YearPoints& points) {
  const int64_t without = points.balance + points.other_open;
  const size_t reached = EvaluateBand(policy, without + points.this_case);
  if (EvaluateBand(policy, without) >= reached) return policy::Measure::kNone;
  const policy::Band& band = policy.bands.at(reached);
  if (Terminates(band)) return policy::Measure::kCancellation;
  return Suspends(band) ? policy::Measure::kSuspension : policy::Measure::kNone;
}

}  // namespace

policy::Measure MeasureOf(const std::map<int32_t, YearPoints>& years,
                          const std::map<int32_t, const policy::Policy*>& policies,
                          bool veto_at_stake) {
  policy::Measure heaviest =
      veto_at_stake ? policy::Measure::kCancellation : policy::Measure::kNone;
  for (const auto& [year, points] : years) {
    heaviest = std::max(heaviest, MeasureOfYear(*policies.at(year), points));
  }
  return heaviest;
}

bool Asks(const std::vector<policy::Measure>& measures, policy::Measure measure) {
  return std::find(measures.begin(), measures.end(), measure) != measures.end();
}

}  // namespace probity::scoring

#include "services/scoring/domain/procedure/measure.h"

#include <algorithm>

#include "common/policy/evaluate.h"

namespace probity::scoring {
namespace {

MeasureReached MeasureAfter(const policy::Policy& policy, int64_t without, int64_t added) {
  const size_t reached = EvaluateBand(policy, without + added);
  if (EvaluateBand(policy, without) >= reached) return {};
  const policy::Outcome outcome = Evaluate(policy, without + added);
  if (outcome.terminate) return {policy::Measure::kCancellation, 0};
  const int32_t months = std::max(outcome.suspend_months, outcome.suspend_months_max);
  if (!Suspends(policy.bands.at(reached))) return {};
  return {policy::Measure::kSuspension, months};
}

}  // namespace

MeasureReached MeasureOf(const std::map<int32_t, YearPoints>& years,
                         const std::map<int32_t, const policy::Policy*>& policies,
                         bool veto_at_stake) {
  MeasureReached heaviest;
  if (veto_at_stake) heaviest.measure = policy::Measure::kCancellation;
  for (const auto& [year, points] : years) {
    const policy::Policy& policy = *policies.at(year);
    for (const int64_t before : {points.balance, points.balance + points.other_open}) {
      heaviest = std::max(heaviest, MeasureAfter(policy, before, points.this_case));
    }
  }
  return heaviest;
}

bool Asks(const std::vector<policy::Measure>& measures, policy::Measure measure) {
  return std::find(measures.begin(), measures.end(), measure) != measures.end();
}

}  // namespace probity::scoring

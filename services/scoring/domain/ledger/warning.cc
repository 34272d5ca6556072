#include "services/scoring/domain/ledger/warning.h"

#include "common/policy/evaluate.h"

namespace probity::scoring {

std::optional<EarlyWarning> WarningAt(const policy::Policy& policy, int64_t points) {
  if (points <= 0) return std::nullopt;
  const std::optional<int64_t> distance = policy::PointsToWorse(policy, points);
  if (!distance.has_value() || *distance > policy.consequences.alert_within) return std::nullopt;
  return EarlyWarning{policy::Evaluate(policy, points).band_text,
                      policy::Evaluate(policy, points + *distance).band_text, *distance};
}

}  // namespace probity::scoring

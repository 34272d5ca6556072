// Early warning (预警): a standing within the policy's distance of a worse band, so that a word can
// be had before points fall.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_WARNING_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_WARNING_H_

#include <cstdint>
#include <optional>
#include <string>

#include "common/policy/policy.h"

namespace probity::scoring {

struct EarlyWarning {
  std::string band;            // where the points stand
  std::string next_band;       // the worse one: it suspends longer, terminates or pays less
  int64_t points_to_next = 0;  // at least 1
  bool operator==(const EarlyWarning&) const = default;
};

// Absent if no worse band is within ConsequenceRules::alert_within points, and for no points at
// all.
std::optional<EarlyWarning> WarningAt(const policy::Policy& policy, int64_t points);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_WARNING_H_

// One input of a unit set to another value: what a supplementary run corrects, and what a what-if
// supposes.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_CORRECTIONS_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_CORRECTIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

struct Correction {
  std::string field;             // a name of VisitScalars, or "indicators.CODE"
  std::optional<int64_t> value;  // flags are 0 and 1; absent: no score, or no such indicator
};
using Corrections = std::map<UnitKey, std::vector<Correction>>;

// VARIANT_INVALID for a name that is no input, a flag that is neither 0 nor 1, and a missing value
// where there must be one.
absl::Status Correct(const Correction& correction, UnitInput& input);

// All of the unit's, in the order given.
absl::Status CorrectUnit(const Corrections& corrections, UnitInput& input);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_CORRECTIONS_H_

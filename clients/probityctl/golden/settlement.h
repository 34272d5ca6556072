// Does the settlement's calculation give the figures somebody else fixed? A case file states inputs
// and what must come of them (docs/settlement-figures.md); the very functions of the service
// compute them again, so that an auditor can check the service without running it.
#ifndef PROBITY_CLIENTS_PROBITYCTL_GOLDEN_SETTLEMENT_H_
#define PROBITY_CLIENTS_PROBITYCTL_GOLDEN_SETTLEMENT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "clients/probityctl/golden/comparison.h"

namespace probity::golden {

// Compares every case of a case file: a case is wrong if any value it states is not what comes out,
// if it states none, or if it cannot be read. Differences name the case, the value, what was stated
// and what was computed. INVALID_ARGUMENT for a text that is no case file.
absl::StatusOr<Comparison> CompareSettlement(std::string_view text);

}  // namespace probity::golden

#endif  // PROBITY_CLIENTS_PROBITYCTL_GOLDEN_SETTLEMENT_H_

// What a heavy decision needs first and no folder states: the right to a hearing told and not used,
// a legal review, a collective discussion. Supplied where a service asks for it
// (docs/scenarios.md).
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_PREPARATIONS_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_PREPARATIONS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/probityctl/year/context.h"
#include "probity/scoring/v1/case.pb.h"

namespace probity::year {

// Each of them once for one step: the notice and the decision ask for these four at most.
inline constexpr int kMostPreparations = 4;

// Records what `refusal` of a step of `known` asks for, today, under request ids of its own; false
// if it asks for nothing that is supplied.
absl::StatusOr<bool> SupplyWhatIsAsked(const Context& context, const scoring::v1::Case& known,
                                       const absl::Status& refusal);

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_PREPARATIONS_H_

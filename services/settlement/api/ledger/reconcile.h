// What was settled beside what scoring says: counts, sums and a hash of each side, and the first
// difference by name.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_LEDGER_RECONCILE_H_
#define PROBITY_SERVICES_SETTLEMENT_API_LEDGER_RECONCILE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "probity/settlement/v1/ledger_service.pb.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

// RUN_NOT_LOCKED, DEPENDENCY_UNAVAILABLE.
absl::StatusOr<v1::ReconcileResponse> ReconcileYear(const ServiceEnv& env, int32_t year,
                                                    absl::Time deadline);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_LEDGER_RECONCILE_H_

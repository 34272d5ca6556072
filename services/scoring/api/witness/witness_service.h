// WitnessService: heads of review's audit log, witnessed here and handed on to settlement.
#ifndef PROBITY_SERVICES_SCORING_API_WITNESS_WITNESS_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_WITNESS_WITNESS_SERVICE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/audit/key_changes.h"
#include "common/crypto/signature.h"
#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` and `key`, with which scoring puts its name to a head, outlive the router. A replica whose
// key was replaced, by `changes` or as its database shows, puts it to no further head:
// HEAD_OF_ANOTHER_KEY.
void RegisterWitnessService(const ServiceEnv& env, const crypto::SigningKey& key,
                            rpc::Router& router, const audit::KeyChanges& changes = {});

// Whether `key` may sign the next head, for the replica's readiness: HEAD_OF_ANOTHER_KEY.
absl::Status CheckAuditKey(const ServiceEnv& env, const crypto::SigningKey& key,
                           const audit::KeyChanges& changes, absl::Time deadline);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_WITNESS_WITNESS_SERVICE_H_

// Settlement as a witness: it takes heads of review's audit log from scoring, checks that each
// continues the one before, puts its name to them, and tells scoring the head of its own log.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_WITNESS_WITNESS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_WITNESS_WITNESS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/audit/key_changes.h"
#include "common/crypto/signature.h"
#include "common/rpc/router.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

// One look at what scoring has. HEAD_SIGNATURE, HEAD_OF_ANOTHER_KEY or HEAD_NOT_FOLLOWING if a head
// is not what it should be, this service lacks one it signed, or its key was replaced: nothing is
// signed from there on.
absl::Status WitnessHeads(const ServiceEnv& env, const crypto::SigningKey& key,
                          const audit::KeyChanges& changes, absl::Time deadline);

// Whether `key` may sign the next head, for the replica's readiness: HEAD_OF_ANOTHER_KEY.
absl::Status CheckAuditKey(const ServiceEnv& env, const crypto::SigningKey& key,
                           const audit::KeyChanges& changes, absl::Time deadline);

// AuditService: the own chain walked, and the heads witnessed.
void RegisterAuditService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_WITNESS_WITNESS_H_

// WitnessService: heads of review's audit log, witnessed here and handed on to settlement.
#ifndef PROBITY_SERVICES_SCORING_API_WITNESS_WITNESS_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_WITNESS_WITNESS_SERVICE_H_

#include "common/audit/key_changes.h"
#include "common/crypto/signature.h"
#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` and `key`, with which scoring puts its name to a head, outlive the router.
void RegisterWitnessService(const ServiceEnv& env, const crypto::SigningKey& key,
                            rpc::Router& router, const audit::KeyChanges& changes = {});

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_WITNESS_WITNESS_SERVICE_H_

// Tells scoring of each locked run and of how far the run knew its ledger, so that scoring can tell
// what comes too late for it (G18). Scoring never asks.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_TELL_LOCKS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_TELL_LOCKS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

// Tells of every lock that scoring does not know of yet; told twice, it answers as before. What
// fails is left for the next call and keeps no other from being told; the first failure.
absl::Status TellLocks(const ServiceEnv& env, absl::Time deadline);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_TELL_LOCKS_H_

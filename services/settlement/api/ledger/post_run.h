// A locked run becomes transfers: in groups that are one transaction each, resumable after any stop
// because every transfer's id says what it is for.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_LEDGER_POST_RUN_H_
#define PROBITY_SERVICES_SETTLEMENT_API_LEDGER_POST_RUN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/settlement/api/environment.h"

namespace probity::settlement {

// Posts what is not in the ledger yet of a LOCKED run that settles money; nothing for any other.
// Units whose statement is disputed are deferred. DEADLINE_EXCEEDED leaves the rest for the next
// call; TRANSFER_CONFLICT stops it.
absl::Status PostRun(const ServiceEnv& env, const std::string& run_id, absl::Time deadline);

// Posts whatever locked runs are not posted through yet.
absl::Status PostPending(const ServiceEnv& env, absl::Time deadline);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_LEDGER_POST_RUN_H_

// Failures that are ours: the caller learns an incident id, the log what happened.
#ifndef PROBITY_COMMON_RPC_INCIDENT_H_
#define PROBITY_COMMON_RPC_INCIDENT_H_

#include <string_view>

#include "absl/status/status.h"

namespace probity::rpc {

// INTERNAL, UNKNOWN and DATA_LOSS without a reason of their own become INTERNAL with an incident
// id, their text a log line; any other status is returned as it is.
absl::Status HideInternals(const absl::Status& status, std::string_view method);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_INCIDENT_H_

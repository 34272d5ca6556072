// What a call is told that did not come to its handler.
#ifndef PROBITY_COMMON_RPC_REFUSALS_H_
#define PROBITY_COMMON_RPC_REFUSALS_H_

#include <string_view>

#include "absl/status/status.h"

namespace probity::rpc {

// RESOURCE_EXHAUSTED / QUEUE_FULL: something is full for the moment; says when to try again.
absl::Status QueueFull(std::string_view text);

// DEADLINE_EXCEEDED / DEADLINE_TOO_SHORT.
absl::Status TooLate();
absl::Status MessageOverdue();

// UNIMPLEMENTED: of a path, "/probity.scoring.v1.CaseService/OpenCase", that nobody serves here.
absl::Status NobodyAnswers(std::string_view path);

// BAD_REQUEST: the client ended its side without sending anything.
absl::Status NoMessage();

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_REFUSALS_H_

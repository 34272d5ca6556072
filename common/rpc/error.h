// A refusal on the wire and back: absl::Status with the detail of common/status becomes
// grpc::Status with google.rpc details, and the reverse in a client.
#ifndef PROBITY_COMMON_RPC_ERROR_H_
#define PROBITY_COMMON_RPC_ERROR_H_

#include <cstddef>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace probity::rpc {

// What trailers carry safely: gRPC replaces the whole status when they exceed 8 KiB.
inline constexpr size_t kMaxDetailBytes = 4096;
inline constexpr size_t kMaxTextBytes = 512;

// A metadata fact with this key also travels as google.rpc.RetryInfo.
inline constexpr char kRetryDelayKey[] = "retry_delay_ms";
// How many field violations did not fit beside those that are listed.
inline constexpr char kOmittedKey[] = "violations_omitted";

// Every error leaves with a reason: a status made without one gets the general reason of its code.
// Control characters become spaces and broken UTF-8 question marks; the text ends at kMaxTextBytes.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_ERROR_H_

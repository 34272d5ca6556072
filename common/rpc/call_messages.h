// Between bytes on the wire and messages, with what every request is held to.
#ifndef PROBITY_COMMON_RPC_CALL_MESSAGES_H_
#define PROBITY_COMMON_RPC_CALL_MESSAGES_H_

#include <cstddef>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace probity::rpc {

// BAD_REQUEST: the bytes are no such message.
absl::Status Parse(grpc::ByteBuffer& bytes, google::protobuf::Message* message);

// BAD_REQUEST: a field *_id holds anything but printable ASCII.
absl::Status CheckIds(const google::protobuf::Message& request);

// BAD_REQUEST: the message, the `index`-th of its stream, has more than kMaxRows entries in a
// repeated field.
absl::Status CheckRows(const google::protobuf::Message& message, size_t index);

// INTERNAL: an answer larger than any client takes.
absl::Status Serialise(const google::protobuf::Message& message, grpc::ByteBuffer* bytes);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_CALL_MESSAGES_H_

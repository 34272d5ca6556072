// The content of messages as bytes that depend on field numbers and values alone: not on field
// order, map order, unknown fields or the protobuf version. For hashing; never parsed again.
#ifndef PROBITY_COMMON_RPC_CONTENT_H_
#define PROBITY_COMMON_RPC_CONTENT_H_

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

namespace probity::rpc {

// Equal bytes if and only if equal types and contents; the top-level field `except` does not count.
std::string NormalContent(const std::vector<const google::protobuf::Message*>& messages,
                          std::string_view except);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_CONTENT_H_

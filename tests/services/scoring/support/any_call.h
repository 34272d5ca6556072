// Calls of any method by its descriptor, for tests that hold every RPC to the same rule.
#ifndef PROBITY_TESTS_SERVICES_SCORING_SUPPORT_ANY_CALL_H_
#define PROBITY_TESTS_SERVICES_SCORING_SUPPORT_ANY_CALL_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/channel.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace probity::scoring {

// Every method of the scoring service, by service and in the order of its file.
std::vector<const google::protobuf::MethodDescriptor*> ScoringMethods();

// One of them, by "CaseService.OpenCase"; the test ends if there is none.
const google::protobuf::MethodDescriptor& MethodOf(std::string_view name);

// An empty request of the method.
std::unique_ptr<google::protobuf::Message> RequestOf(
    const google::protobuf::MethodDescriptor& method);

// One call; of a client stream with this one message, of a server stream up to its end.
absl::Status CallAny(const std::shared_ptr<grpc::Channel>& channel,
                     const google::protobuf::MethodDescriptor& method,
                     const google::protobuf::Message& request, const rpc::CallOptions& options);

// Who may call it: the first role its `access` option names, an institution as M001, a service as
// itself.
rpc::CallOptions Allowed(const google::protobuf::MethodDescriptor& method);

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_SUPPORT_ANY_CALL_H_

// Everybody who might call: each role alone, each service, strangers.
#ifndef PROBITY_TESTS_AUTHORISATION_CALLERS_H_
#define PROBITY_TESTS_AUTHORISATION_CALLERS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "google/protobuf/message.h"
#include "tests/authorisation/methods.h"

namespace probity::authorisation {

struct Caller {
  std::string name;  // "CASE_OFFICER", "service settlement", …
  rpc::CallerContext context;
};

// The 15 roles of persons and terminals, the four services and one that does not exist, and a
// person without role.
std::vector<Caller> Everybody();

// What the `access` option says about a caller, read here on its own and not by rpc::Authorise.
bool MayCall(const rpc::CallerContext& caller, const MethodDescriptor& method);

// An empty request of the method.
std::unique_ptr<google::protobuf::Message> NewRequest(const MethodDescriptor& method);

// One call of any kind: of a client stream with this one message, of a server stream up to its end.
// What was answered, as text: all messages, one after the other.
absl::StatusOr<std::string> CallAny(const std::shared_ptr<grpc::Channel>& channel,
                                    const MethodDescriptor& method,
                                    const google::protobuf::Message& request,
                                    const rpc::CallOptions& options);

}  // namespace probity::authorisation

#endif  // PROBITY_TESTS_AUTHORISATION_CALLERS_H_

// Calls by a method's name, with whatever message: every RPC can be asked by everybody.
#ifndef PROBITY_TESTS_BLIND_ASK_H_
#define PROBITY_TESTS_BLIND_ASK_H_

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "common/rpc/channel.h"
#include "google/protobuf/descriptor.h"
#include "tests/blind/ear.h"

namespace probity::blind {

// One unary call of "/package.Service/Method"; all that came back, the method's name left out.
Heard Ask(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
          const google::protobuf::MessageLite& request, google::protobuf::MessageLite* response,
          const rpc::CallOptions& options);

// The methods of review's three services.
std::vector<const google::protobuf::MethodDescriptor*> ReviewMethods();
std::string PathOf(const google::protobuf::MethodDescriptor& method);

// One person of each role review knows, and some it does not.
std::vector<rpc::CallOptions> Everybody();

// Asks every method of review as everybody about these rounds, with requests that change nothing
// where they are admitted: reads in full, steps without what makes them count. How many answers.
int AskEverything(const std::shared_ptr<grpc::Channel>& channel,
                  const std::vector<std::string>& rounds);

// Every call AskEverything makes, answered, in one order.
std::vector<Heard> Answers(const std::shared_ptr<grpc::Channel>& channel,
                           const std::vector<std::string>& rounds);

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_ASK_H_

#include "tests/authorisation/callers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/rpc/error.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace probity::authorisation {
namespace {

using google::protobuf::Message;
using options::v1::Role;

rpc::CallerContext PersonOf(Role role) {
  rpc::CallerContext caller;
  caller.person = absl::StrCat("person-", static_cast<int>(role));
  caller.roles = {role};
  if (role == options::v1::ROLE_INSTITUTION) caller.institution_id = "M001";
  return caller;
}

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor& type) {
  using google::protobuf::MessageFactory;
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

std::string TextOf(const google::protobuf::Descriptor& type, const grpc::ByteBuffer& bytes) {
  grpc::Slice whole;
  const std::unique_ptr<Message> message = NewMessage(type);
  if (!bytes.DumpToSingleSlice(&whole).ok() ||
      !message->ParseFromArray(whole.begin(), static_cast<int>(whole.size()))) {
    return "no " + type.full_name();
  }
  return message->Utf8DebugString();
}

// Waits for the one operation under way; whether it succeeded.
bool Next(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

std::vector<Caller> Everybody() {
  std::vector<Caller> all;
  for (const Role role : Columns()) {
    all.push_back({options::v1::Role_Name(role).substr(5), PersonOf(role)});
  }
  for (const char* service : {"scoring", "review", "settlement", "monitoring", "stranger"}) {
    all.push_back({absl::StrCat("service ", service), rpc::ServiceCaller(service)});
  }
  all.push_back({"person without role", {.person = "person-0"}});
  return all;
}

bool MayCall(const rpc::CallerContext& caller, const MethodDescriptor& method) {
  const options::v1::Access& access = AccessOf(method);
  return std::any_of(access.roles().begin(), access.roles().end(), [&](int number) {
    const auto role = static_cast<Role>(number);
    if (!caller.roles.contains(role)) return false;
    if (role != options::v1::ROLE_SERVICE) return true;
    return std::find(access.services().begin(), access.services().end(), caller.service) !=
           access.services().end();
  });
}

std::unique_ptr<Message> NewRequest(const MethodDescriptor& method) {
  return NewMessage(*method.input_type());
}

absl::StatusOr<std::string> CallAny(const std::shared_ptr<grpc::Channel>& channel,
                                    const MethodDescriptor& method, const Message& request,
                                    const rpc::CallOptions& options) {
  grpc::ClientContext context;
  rpc::Prepare(options, context);
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(
      &context, absl::StrCat("/", method.service()->full_name(), "/", method.name()), &queue);
  call->StartCall(nullptr);
  std::string text;
  if (Next(queue)) {
    const grpc::Slice bytes(request.SerializeAsString());
    call->WriteLast(grpc::ByteBuffer(&bytes, 1), {}, nullptr);
    Next(queue);  // Finish says why not
    grpc::ByteBuffer answer;
    for (call->Read(&answer, nullptr); Next(queue); call->Read(&answer, nullptr)) {
      text += TextOf(*method.output_type(), answer);
      answer.Clear();
    }
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  Next(queue);
  if (!status.ok()) return rpc::FromGrpc(status);
  return text;
}

}  // namespace probity::authorisation

#include "tests/services/scoring/support/any_call.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "common/rpc/error.h"
#include "google/protobuf/message.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/sync_stream.h"
#include "probity/options/v1/access.pb.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MessageLite;
using google::protobuf::MethodDescriptor;
using grpc::internal::RpcMethod;

constexpr char kFolder[] = "probity/scoring/v1/";

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor& type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

RpcMethod::RpcType TypeOf(const MethodDescriptor& method) {
  if (method.client_streaming()) return RpcMethod::CLIENT_STREAMING;
  return method.server_streaming() ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC;
}

}  // namespace

std::vector<const MethodDescriptor*> ScoringMethods() {
  std::vector<std::string> names;
  const std::filesystem::path folder =
      std::filesystem::path(PROBITY_SOURCE_DIR) / "protos" / kFolder;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    names.push_back(absl::StrCat(kFolder, file.path().filename().string()));
  }
  std::sort(names.begin(), names.end());
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : names) {
    const FileDescriptor* file = DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) throw std::logic_error(absl::StrCat(name, " is not linked"));
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back(file->service(i)->method(j));
      }
    }
  }
  return methods;
}

const MethodDescriptor& MethodOf(std::string_view name) {
  const MethodDescriptor* method = DescriptorPool::generated_pool()->FindMethodByName(
      absl::StrCat("probity.scoring.v1.", std::string(name)));
  if (method == nullptr) throw std::logic_error(absl::StrCat("no method ", std::string(name)));
  return *method;
}

std::unique_ptr<Message> RequestOf(const MethodDescriptor& method) {
  return NewMessage(*method.input_type());
}

absl::Status CallAny(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor& method,
                     const Message& request, const rpc::CallOptions& options) {
  grpc::ClientContext context;
  rpc::Prepare(options, context);
  const std::string path = absl::StrCat("/", method.service()->full_name(), "/", method.name());
  const RpcMethod rpc(path.c_str(), TypeOf(method), channel);
  const std::unique_ptr<Message> response = NewMessage(*method.output_type());
  const MessageLite& sent = request;
  MessageLite& answer = *response;
  if (method.client_streaming()) {
    const std::unique_ptr<grpc::ClientWriter<MessageLite>> writer(
        grpc::internal::ClientWriterFactory<MessageLite>::Create(channel.get(), rpc, &context,
                                                                 &answer));
    writer->Write(sent);  // Finish says why not
    writer->WritesDone();
    return rpc::FromGrpc(writer->Finish());
  }
  if (method.server_streaming()) {
    const std::unique_ptr<grpc::ClientReader<MessageLite>> reader(
        grpc::internal::ClientReaderFactory<MessageLite>::Create(channel.get(), rpc, &context,
                                                                 sent));
    while (reader->Read(&answer)) answer.Clear();
    return rpc::FromGrpc(reader->Finish());
  }
  return rpc::FromGrpc(grpc::internal::BlockingUnaryCall<MessageLite, MessageLite>(
      channel.get(), rpc, &context, sent, &answer));
}

rpc::CallOptions Allowed(const MethodDescriptor& method) {
  const options::v1::Access& access = method.options().GetExtension(options::v1::access);
  if (access.roles_size() == 0) throw std::logic_error(method.full_name() + " admits nobody");
  const auto role = static_cast<options::v1::Role>(access.roles(0));
  if (role == options::v1::ROLE_INSTITUTION) return AsInstitution("M001");
  if (role != options::v1::ROLE_SERVICE) return As({role}, "officer-a");
  rpc::CallOptions options;
  options.caller = rpc::ServiceCaller(access.services_size() > 0 ? access.services(0) : "review");
  return options;
}

}  // namespace probity::scoring

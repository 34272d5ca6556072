#include "common/rpc/admin.h"

#include <set>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace probity::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1alpha::ExtensionRequest;
using grpc::reflection::v1alpha::ServerReflectionRequest;
using grpc::reflection::v1alpha::ServerReflectionResponse;

const DescriptorPool& Pool() {
  return *DescriptorPool::generated_pool();
}

void PutFiles(const FileDescriptor& file, std::set<std::string>& seen,
              grpc::reflection::v1alpha::FileDescriptorResponse* out) {
  if (!seen.insert(file.name()).second) return;
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  out->add_file_descriptor_proto(proto.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) PutFiles(*file.dependency(i), seen, out);
}

void AnswerFile(const FileDescriptor* file, ServerReflectionResponse* out) {
  if (file == nullptr) {
    out->mutable_error_response()->set_error_code(grpc::StatusCode::NOT_FOUND);
    out->mutable_error_response()->set_error_message("no such file, symbol or extension");
    return;
  }
  std::set<std::string> seen;
  PutFiles(*file, seen, out->mutable_file_descriptor_response());
}

const FileDescriptor* FileOfExtension(const ExtensionRequest& request) {
  const Descriptor* type = Pool().FindMessageTypeByName(request.containing_type());
  const FieldDescriptor* extension =
      type == nullptr ? nullptr : Pool().FindExtensionByNumber(type, request.extension_number());
  return extension == nullptr ? nullptr : extension->file();
}

void AnswerExtensions(const std::string& type_name, ServerReflectionResponse* out) {
  const Descriptor* type = Pool().FindMessageTypeByName(type_name);
  if (type == nullptr) return AnswerFile(nullptr, out);
  std::vector<const FieldDescriptor*> extensions;
  Pool().FindAllExtensions(type, &extensions);
  auto* const answer = out->mutable_all_extension_numbers_response();
  answer->set_base_type_name(type_name);
  for (const FieldDescriptor* extension : extensions) {
    answer->add_extension_number(extension->number());
  }
}

void Answer(const std::vector<std::string>& services, const ServerReflectionRequest& request,
            ServerReflectionResponse* out) {
  out->set_valid_host(request.host());
  *out->mutable_original_request() = request;
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kListServices:
      for (const std::string& name : services) {
        out->mutable_list_services_response()->add_service()->set_name(name);
      }
      return;
    case ServerReflectionRequest::kFileByFilename:
      return AnswerFile(Pool().FindFileByName(request.file_by_filename()), out);
    case ServerReflectionRequest::kFileContainingSymbol:
      return AnswerFile(Pool().FindFileContainingSymbol(request.file_containing_symbol()), out);
    case ServerReflectionRequest::kFileContainingExtension:
      return AnswerFile(FileOfExtension(request.file_containing_extension()), out);
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      return AnswerExtensions(request.all_extension_numbers_of_type(), out);
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      out->mutable_error_response()->set_error_code(grpc::StatusCode::INVALID_ARGUMENT);
      out->mutable_error_response()->set_error_message("the request asks nothing");
      return;
  }
}

// One conversation: read, answer, read on.
class Conversation final
    : public grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse> {
 public:
  explicit Conversation(const std::vector<std::string>& services) : services_(services) {
    StartRead(&request_);
  }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    response_.Clear();
    Answer(services_, request_, &response_);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the caller is gone"));
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  const std::vector<std::string>& services_;
  ServerReflectionRequest request_;
  ServerReflectionResponse response_;
};

class Reflection final : public grpc::reflection::v1alpha::ServerReflection::CallbackService {
 public:
  explicit Reflection(std::vector<std::string> services) : services_(std::move(services)) {}
  grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse>* ServerReflectionInfo(
      grpc::CallbackServerContext*) override {
    return new Conversation(services_);
  }

 private:
  const std::vector<std::string> services_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeReflection(std::vector<std::string> services) {
  return std::make_unique<Reflection>(std::move(services));
}

}  // namespace probity::rpc

// protoc-gen-stubs: the client's side of our services, one header per .proto.
//
// gRPC's own plugin also makes a server class and three asynchronous forms of every method. We
// serve by descriptor and call by rpc::Invoke, so nearly all of that would be compiled for nobody;
// it was a quarter of a build from nothing. The names are gRPC's: `case_service.grpc.pb.h`,
// `CaseService::NewStub(channel)`, `&CaseService::Stub::OpenCase`.
#include <google/protobuf/compiler/code_generator.h>
#include <google/protobuf/compiler/plugin.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/printer.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace {

namespace pb = google::protobuf;
using Values = std::map<std::string, std::string>;

std::string CppName(const pb::Descriptor& message) {
  return absl::StrCat("::", absl::StrReplaceAll(message.full_name(), {{".", "::"}}));
}

// What a caller of `method` writes; empty for a conversation in both directions, which no service
// of ours has.
const char* Declaration(const pb::MethodDescriptor& method) {
  if (method.client_streaming() && method.server_streaming()) return "";
  if (method.client_streaming()) {
    return "std::unique_ptr<grpc::ClientWriter<$request$>> $method$(\n"
           "    grpc::ClientContext* context, $response$* response) {\n"
           "  return ClientStream<$request$>(\"$path$\", context, response);\n"
           "}\n";
  }
  if (method.server_streaming()) {
    return "std::unique_ptr<grpc::ClientReader<$response$>> $method$(\n"
           "    grpc::ClientContext* context, const $request$& request) {\n"
           "  return ServerStream<$response$>(\"$path$\", context, request);\n"
           "}\n";
  }
  return "grpc::Status $method$(grpc::ClientContext* context, const $request$& request,\n"
         "    $response$* response) {\n"
         "  return Unary(\"$path$\", context, request, response);\n"
         "}\n";
}

void PrintService(const pb::ServiceDescriptor& service, pb::io::Printer& out) {
  const Values names = {{"service", service.name()}};
  out.Print(names,
            "\nclass $service$ final {\n public:\n"
            "  class Stub final : public probity::rpc::ClientStub {\n   public:\n"
            "    using ClientStub::ClientStub;\n");
  out.Indent();
  out.Indent();
  for (int i = 0; i < service.method_count(); ++i) {
    const pb::MethodDescriptor& method = *service.method(i);
    out.Print(Values{{"method", method.name()},
                     {"path", absl::StrCat("/", service.full_name(), "/", method.name())},
                     {"request", CppName(*method.input_type())},
                     {"response", CppName(*method.output_type())}},
              Declaration(method));
  }
  out.Outdent();
  out.Outdent();
  out.Print(names,
            "  };\n"
            "  static std::unique_ptr<Stub> NewStub(\n"
            "      const std::shared_ptr<grpc::ChannelInterface>& channel) {\n"
            "    return std::make_unique<Stub>(channel);\n"
            "  }\n"
            "};\n");
}

class StubGenerator final : public pb::compiler::CodeGenerator {
 public:
  uint64_t GetSupportedFeatures() const override { return FEATURE_PROTO3_OPTIONAL; }

  bool Generate(const pb::FileDescriptor* file, const std::string& /*parameter*/,
                pb::compiler::GeneratorContext* context, std::string* error) const override {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        if (*Declaration(*file->service(i)->method(j)) != '\0') continue;
        *error = absl::StrCat(file->service(i)->method(j)->full_name(),
                              ": a stream in both directions has no form here");
        return false;
      }
    }
    const std::string stem(absl::StripSuffix(file->name(), ".proto"));
    const std::unique_ptr<pb::io::ZeroCopyOutputStream> output(
        context->Open(absl::StrCat(stem, ".grpc.pb.h")));
    pb::io::Printer out(output.get(), '$');
    const Values names = {{"file", file->name()},
                          {"messages", absl::StrCat(stem, ".pb.h")},
                          {"namespace", absl::StrReplaceAll(file->package(), {{".", "::"}})}};
    out.Print(names,
              "// Made from $file$; changes are lost.\n"
              "#pragma once\n\n"
              "#include <memory>\n\n"
              "#include \"common/rpc/stub.h\"\n"
              "#include \"$messages$\"\n\n"
              "namespace $namespace$ {\n");
    for (int i = 0; i < file->service_count(); ++i) PrintService(*file->service(i), out);
    out.Print(names, "\n}  // namespace $namespace$\n");
    return true;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const StubGenerator generator;
  return pb::compiler::PluginMain(argc, argv, &generator);
}

// What the generated stubs of our services stand on: one call, or one stream, by its path.
//
// protos/stubs makes a class per service whose methods name path, request and response; the calls
// themselves are compiled once, here. Servers need no generated code: rpc::Router dispatches by
// descriptor.
#ifndef PROBITY_COMMON_RPC_STUB_H_
#define PROBITY_COMMON_RPC_STUB_H_

#include <memory>
#include <utility>

#include "google/protobuf/message_lite.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/rpc_method.h"
#include "grpcpp/support/status.h"
#include "grpcpp/support/sync_stream.h"

namespace probity::rpc {

class ClientStub {
 public:
  explicit ClientStub(std::shared_ptr<grpc::ChannelInterface> channel)
      : channel_(std::move(channel)) {}

 protected:
  // `path` is "/package.Service/Method". Waits for the answer.
  grpc::Status Unary(const char* path, grpc::ClientContext* context,
                     const google::protobuf::MessageLite& request,
                     google::protobuf::MessageLite* response) const;

  template <typename Response>
  std::unique_ptr<grpc::ClientReader<Response>> ServerStream(
      const char* path, grpc::ClientContext* context,
      const google::protobuf::MessageLite& request) const {
    const grpc::internal::RpcMethod method(path, grpc::internal::RpcMethod::SERVER_STREAMING);
    return std::unique_ptr<grpc::ClientReader<Response>>(
        grpc::internal::ClientReaderFactory<Response>::Create(channel_.get(), method, context,
                                                              request));
  }

  template <typename Request>
  std::unique_ptr<grpc::ClientWriter<Request>> ClientStream(
      const char* path, grpc::ClientContext* context,
      google::protobuf::MessageLite* response) const {
    const grpc::internal::RpcMethod method(path, grpc::internal::RpcMethod::CLIENT_STREAMING);
    return std::unique_ptr<grpc::ClientWriter<Request>>(
        grpc::internal::ClientWriterFactory<Request>::Create(channel_.get(), method, context,
                                                             response));
  }

 private:
  std::shared_ptr<grpc::ChannelInterface> channel_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_STUB_H_

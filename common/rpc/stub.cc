#include "common/rpc/stub.h"

#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/client_callback.h"

namespace probity::rpc {

grpc::Status ClientStub::Unary(const char* path, grpc::ClientContext* context,
                               const google::protobuf::MessageLite& request,
                               google::protobuf::MessageLite* response) const {
  const grpc::internal::RpcMethod method(path, grpc::internal::RpcMethod::NORMAL_RPC);
  return grpc::internal::BlockingUnaryCall<google::protobuf::MessageLite,
                                           google::protobuf::MessageLite>(
      channel_.get(), method, context, request, response);
}

}  // namespace probity::rpc

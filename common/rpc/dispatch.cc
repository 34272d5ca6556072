#include "common/rpc/dispatch.h"

#include "common/rpc/call_reactor.h"

namespace probity::rpc {

Dispatcher::Dispatcher(const Router& router, const ServeOptions& options)
    : router_(router),
      options_(options),
      grid_(options.reply_grid),
      pool_(options.workers, options.queue),
      transfers_(options.transfers, options.transfer_queue) {}

grpc::ServerGenericBidiReactor* Dispatcher::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  auto* const reactor = new CallReactor(*this, context);  // deletes itself when gRPC is done
  reactor->Start();
  return reactor;
}

}  // namespace probity::rpc

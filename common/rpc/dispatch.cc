#include "common/rpc/dispatch.h"

#include <algorithm>
#include <cstdint>

#include "common/rpc/call_reactor.h"
#include "common/rpc/limits.h"

namespace probity::rpc {
namespace {

constexpr int kImportsAtOnce = 4;  // of full size, over all callers

}  // namespace

int64_t HeldBytes(const ServeOptions& options) {
  return std::max(kHeldBytes, kImportsAtOnce * options.max_stream_bytes);
}

Dispatcher::Dispatcher(const Router& router, const ServeOptions& options)
    : router_(router),
      options_(options),
      figures_(options.metrics == nullptr
                   ? nullptr
                   : std::make_unique<CallFigures>(*options.metrics, router)),
      origins_(options.calls_per_address, HeldBytes(options)),
      health_(overdue_, options.connections, options.patience),
      grid_(options.reply_grid),
      pool_(options.workers, options.queue),
      transfers_(options.transfers, options.transfer_queue) {}

std::shared_ptr<void> Dispatcher::Wait() {
  ++waiting_;
  return {this, [](Dispatcher* dispatcher) { --dispatcher->waiting_; }};
}

grpc::ServerGenericBidiReactor* Dispatcher::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  if (Health::Serves(context->method())) return health_.CreateReactor(context);
  auto* const reactor = new CallReactor(*this, context);  // deletes itself when gRPC is done
  reactor->Start();
  return reactor;
}

}  // namespace probity::rpc

// Calls this process makes, as part of the trace their thread is at.
#ifndef PROBITY_COMMON_RPC_CLIENT_SPANS_H_
#define PROBITY_COMMON_RPC_CLIENT_SPANS_H_

#include <memory>

#include "common/trace/span.h"
#include "grpcpp/support/client_interceptor.h"

namespace probity::rpc {

// For a channel: each of its calls carries `traceparent` and is told to `sink` when it has ended. A
// call made outside of any scope, as jobs make them, begins a trace of its own; one made in silence
// carries nothing and is told to nobody.
std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> MakeClientSpans(
    trace::Sink sink);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_CLIENT_SPANS_H_

#include "common/rpc/client_spans.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/clock.h"
#include "common/trace/context.h"
#include "grpcpp/support/interceptor.h"

namespace probity::rpc {
namespace {

using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

// Lives as long as its call.
class ClientSpan final : public Interceptor {
 public:
  ClientSpan(const trace::Sink& sink, std::string_view path) : sink_(sink) {
    const trace::SpanContext* const parent = trace::Current();
    if (parent != nullptr) span_.parent_span_id = parent->span_id;
    span_.self = trace::NewSpan(parent == nullptr ? std::nullopt : std::optional(*parent));
    span_.kind = trace::Kind::kClient;
    const size_t slash = path.rfind('/');
    span_.service = path.substr(1, slash - 1);
    span_.method = path.substr(slash + 1);
    span_.start = absl::Now();
  }

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace(trace::kTraceparent,
                                                 trace::TraceparentText(span_.self));
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_STATUS)) {
      End(methods->GetRecvStatus()->error_code());
    }
    methods->Proceed();
  }

 private:
  void End(grpc::StatusCode code) {
    if (!span_.self.sampled) return;
    span_.code = static_cast<absl::StatusCode>(code);
    span_.end = absl::Now();
    sink_(span_);
  }

  const trace::Sink& sink_;  // the factory's
  trace::Span span_;
};

class ClientSpans final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit ClientSpans(trace::Sink sink) : sink_(std::move(sink)) {}
  Interceptor* CreateClientInterceptor(ClientRpcInfo* info) override {
    if (trace::Silent()) return nullptr;
    return new ClientSpan(sink_, info->method());  // gRPC's own from here on
  }

 private:
  const trace::Sink sink_;
};

}  // namespace

std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> MakeClientSpans(
    trace::Sink sink) {
  return std::make_unique<ClientSpans>(std::move(sink));
}

}  // namespace probity::rpc

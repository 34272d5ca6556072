#include "common/rpc/otlp_exporter.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/address.h"
#include "common/rpc/channel.h"
#include "common/rpc/log.h"
#include "common/rpc/stub.h"
#include "common/rpc/tls_identity.h"
#include "common/status/status.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/support/channel_arguments.h"

namespace probity::rpc {
namespace {

namespace otlp = opentelemetry::proto;
using otlp::collector::trace::v1::ExportTraceServiceRequest;
using otlp::collector::trace::v1::ExportTraceServiceResponse;

constexpr char kExport[] = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

class CollectorStub final : public ClientStub {
 public:
  using ClientStub::ClientStub;
  grpc::Status Export(grpc::ClientContext* context, const ExportTraceServiceRequest& request,
                      ExportTraceServiceResponse* response) const {
    return Unary(kExport, context, request, response);
  }
};

// A channel together with the certificate it uses.
struct CollectorChannel {
  std::unique_ptr<TlsIdentity> identity;
  std::shared_ptr<grpc::Channel> channel;  // goes first
};

// Unlike services of ours, a collector is not asked whether it is ready: it may not know how to
// say.
absl::StatusOr<std::shared_ptr<grpc::Channel>> ChannelTo(const OtlpOptions& options) {
  if (options.tls_dir.empty()) return MakeChannel(options.endpoint);
  PROBITY_ASSIGN_OR_RETURN(const Address address, ParseAddress(options.endpoint));
  auto made = std::make_shared<CollectorChannel>();
  PROBITY_ASSIGN_OR_RETURN(made->identity, TlsIdentity::Load(options.tls_dir));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  made->channel = grpc::CreateCustomChannel(absl::StrCat("dns:///", AddressText(address)),
                                            made->identity->ChannelCredentials(), arguments);
  return std::shared_ptr<grpc::Channel>(made, made->channel.get());
}

uint64_t Nanos(absl::Time time) {
  return static_cast<uint64_t>(absl::ToUnixNanos(time));
}

void Put(std::string_view key, const std::string& value, otlp::common::v1::KeyValue* attribute) {
  attribute->set_key(ToAbsl(key).data(), key.size());
  attribute->mutable_value()->set_string_value(value);
}

void Convert(const trace::Span& span, otlp::trace::v1::Span* out) {
  out->set_trace_id(span.self.trace_id);
  out->set_span_id(span.self.span_id);
  out->set_parent_span_id(span.parent_span_id);
  out->set_name(absl::StrCat(span.service, "/", span.method));
  out->set_kind(span.kind == trace::Kind::kServer ? otlp::trace::v1::Span::SPAN_KIND_SERVER
                                                  : otlp::trace::v1::Span::SPAN_KIND_CLIENT);
  out->set_start_time_unix_nano(Nanos(span.start));
  out->set_end_time_unix_nano(Nanos(span.end));
  Put("rpc.system", "grpc", out->add_attributes());
  Put("rpc.service", span.service, out->add_attributes());
  Put("rpc.method", span.method, out->add_attributes());
  otlp::common::v1::KeyValue& code = *out->add_attributes();
  code.set_key("rpc.grpc.status_code");
  code.mutable_value()->set_int_value(static_cast<int>(span.code));
  if (span.code != absl::StatusCode::kOk) {
    out->mutable_status()->set_code(otlp::trace::v1::Status::STATUS_CODE_ERROR);
  }
}

}  // namespace

ExportTraceServiceRequest OtlpRequest(const std::string& service,
                                      const std::vector<trace::Span>& spans) {
  ExportTraceServiceRequest request;
  otlp::trace::v1::ResourceSpans& ours = *request.add_resource_spans();
  Put("service.name", service, ours.mutable_resource()->add_attributes());
  otlp::trace::v1::ScopeSpans& scope = *ours.add_scope_spans();
  for (const trace::Span& span : spans) Convert(span, scope.add_spans());
  return request;
}

absl::StatusOr<std::unique_ptr<OtlpExporter>> OtlpExporter::Start(const OtlpOptions& options,
                                                                  metrics::Registry& registry) {
  PROBITY_ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel, ChannelTo(options));
  return std::unique_ptr<OtlpExporter>(
      new OtlpExporter(options, std::move(channel),
                       registry.MakeCounter("probity_trace_spans_dropped_total",
                                            "Spans no collector took, or not in time")));
}

OtlpExporter::OtlpExporter(OtlpOptions options, std::shared_ptr<grpc::Channel> channel,
                           metrics::Counter dropped)
    : options_(std::move(options)),
      channel_(std::move(channel)),
      dropped_(dropped),
      thread_([this] { Run(); }) {}

// A sending under way when the end came has no more time than what still waits.
OtlpExporter::~OtlpExporter() {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    stopping_ = true;
    end_ = absl::Now() + options_.farewell;
    changed_.notify_all();
    changed_.wait_until(lock, absl::ToChronoTime(end_), [this] { return stopped_; });
    if (sending_ != nullptr) sending_->TryCancel();
  }
  thread_.join();
  if (left_ == 0) return;
  Log(Severity::kWarning, "spans_left",
      {{"text", "no collector took them before the end"}, {"spans", absl::StrCat(left_)}});
}

void OtlpExporter::Take(trace::Span span) {
  bool enough = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (waiting_.size() >= options_.queue) return dropped_.Add();
    waiting_.push_back(std::move(span));
    enough = waiting_.size() == options_.batch;
  }
  if (enough) changed_.notify_all();
}

void OtlpExporter::Drop(size_t spans) {
  dropped_.Add(static_cast<int64_t>(spans));
  if (stopping_) left_ += spans;
}

// Up to a batch, as soon as there is one or the pace says so; none when the end has come.
std::vector<trace::Span> OtlpExporter::Await() {
  std::unique_lock<std::mutex> lock(mutex_);
  do {
    changed_.wait_for(lock, absl::ToChronoNanoseconds(options_.pace),
                      [this] { return stopping_ || waiting_.size() >= options_.batch; });
  } while (!stopping_ && waiting_.empty());
  if (absl::Now() >= end_) {
    Drop(waiting_.size());
    waiting_.clear();
  }
  const auto end =
      waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), options_.batch));
  std::vector<trace::Span> batch(std::make_move_iterator(waiting_.begin()),
                                 std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

void OtlpExporter::Run() {
  for (std::vector<trace::Span> batch = Await(); !batch.empty(); batch = Await()) {
    if (Send(batch)) continue;
    const std::lock_guard<std::mutex> lock(mutex_);
    Drop(batch.size());
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

bool OtlpExporter::Send(const std::vector<trace::Span>& spans) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);  // a collector that restarts is back within our patience
  const auto under_way = [&](grpc::ClientContext* call) {
    const std::lock_guard<std::mutex> lock(mutex_);
    sending_ = call;
    return std::min(absl::Now() + options_.patience, end_);
  };
  context.set_deadline(absl::ToChronoTime(under_way(&context)));
  ExportTraceServiceResponse response;
  const grpc::Status status =
      CollectorStub(channel_).Export(&context, OtlpRequest(options_.service, spans), &response);
  under_way(nullptr);
  return status.ok();
}

}  // namespace probity::rpc

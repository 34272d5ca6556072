#include "tests/common/rpc/observed/collector.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/slice.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.pb.h"

namespace probity::rpc {
namespace {

constexpr char kExport[] = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
constexpr auto kPatience = std::chrono::seconds(30);

}  // namespace

// One export: read, taken, answered with an empty message.
class Collector::Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  Reactor(Collector& collector, std::string path) : collector_(collector), path_(std::move(path)) {
    StartRead(&bytes_);
  }
  void OnReadDone(bool ok) override {
    if (!ok || !collector_.Take(path_, &bytes_)) {
      return Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "not an export"));
    }
    StartWriteAndFinish(&answer_, {}, grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  Collector& collector_;
  const std::string path_;
  grpc::ByteBuffer bytes_;
  const grpc::Slice empty_;
  const grpc::ByteBuffer answer_{&empty_, 1};
};

Collector::Collector(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", credentials, &port_);
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
}

Collector::~Collector() {
  server_->Shutdown();
}

std::string Collector::address() const {
  return absl::StrCat("127.0.0.1:", port_);
}

std::vector<Collected> Collector::spans() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return spans_;
}

std::vector<Collected> Collector::Await(
    const std::function<bool(const std::vector<Collected>&)>& wanted) const {
  std::unique_lock<std::mutex> lock(mutex_);
  came_.wait_for(lock, kPatience, [&] { return wanted(spans_); });
  return spans_;
}

grpc::ServerGenericBidiReactor* Collector::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  return new Reactor(*this, context->method());
}

bool Collector::Take(const std::string& path, grpc::ByteBuffer* bytes) {
  opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest request;
  grpc::ProtoBufferReader reader(bytes);
  if (path != kExport || !request.ParseFromZeroCopyStream(&reader)) return false;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& resource : request.resource_spans()) {
    const std::string service = resource.resource().attributes(0).value().string_value();
    for (const auto& scope : resource.scope_spans()) {
      for (const auto& span : scope.spans()) spans_.push_back({service, span});
    }
  }
  came_.notify_all();
  return true;
}

const Collected* Find(const std::vector<Collected>& spans, const std::string& service,
                      const std::string& name,
                      opentelemetry::proto::trace::v1::Span::SpanKind kind) {
  const auto found = std::find_if(spans.begin(), spans.end(), [&](const Collected& one) {
    return one.service == service && one.span.name() == name && one.span.kind() == kind;
  });
  return found == spans.end() ? nullptr : &*found;
}

}  // namespace probity::rpc

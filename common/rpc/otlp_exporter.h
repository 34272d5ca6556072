// Sends finished spans to a collector of traces: OTLP over gRPC, TraceService/Export. A collector
// that is slow or away costs spans, never a call its time.
#ifndef PROBITY_COMMON_RPC_OTLP_EXPORTER_H_
#define PROBITY_COMMON_RPC_OTLP_EXPORTER_H_

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "common/trace/span.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "opentelemetry/proto/collector/trace/v1/trace_service.pb.h"

namespace probity::rpc {

struct OtlpOptions {
  std::string endpoint;                        // host:port
  std::string tls_dir;                         // as of MakeChannel; empty: loopback only
  std::string service;                         // "probity-scoring"
  size_t queue = 8192;                         // spans that may wait; what comes then is dropped
  size_t batch = 512;                          // spans sent at once
  absl::Duration pace = absl::Seconds(1);      // between two sendings, if fewer wait than a batch
  absl::Duration patience = absl::Seconds(5);  // of one sending; what it held is dropped then
  absl::Duration farewell = absl::Seconds(1);  // of all that is left to send at the end
};

class OtlpExporter {
 public:
  // Counts what it drops in probity_trace_spans_dropped_total of `registry`, which outlives it. The
  // errors of MakeChannel; whether anybody answers there is not asked.
  static absl::StatusOr<std::unique_ptr<OtlpExporter>> Start(const OtlpOptions& options,
                                                             metrics::Registry& registry);
  // Sends what waits, within `farewell`; says in one line of the log how many spans were left.
  ~OtlpExporter();
  OtlpExporter(const OtlpExporter&) = delete;
  OtlpExporter& operator=(const OtlpExporter&) = delete;

  void Take(trace::Span span);  // never waits; from any thread

 private:
  OtlpExporter(OtlpOptions options, std::shared_ptr<grpc::Channel> channel,
               metrics::Counter dropped);
  void Run();
  std::vector<trace::Span> Await();
  bool Send(const std::vector<trace::Span>& spans);
  void Drop(size_t spans);  // with the lock

  const OtlpOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  const metrics::Counter dropped_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_:
  std::vector<trace::Span> waiting_;
  absl::Time end_ = absl::InfiniteFuture();  // of the farewell, once there is one
  bool stopping_ = false;
  bool stopped_ = false;
  size_t left_ = 0;                         // dropped during the farewell
  grpc::ClientContext* sending_ = nullptr;  // the call under way

  std::thread thread_;  // last: it uses all of the above
};

// The message a sending of these spans is.
opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest OtlpRequest(
    const std::string& service, const std::vector<trace::Span>& spans);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_OTLP_EXPORTER_H_

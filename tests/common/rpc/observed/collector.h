// A collector of traces in the test's own process: takes what TraceService/Export brings.
#ifndef PROBITY_TESTS_COMMON_RPC_OBSERVED_COLLECTOR_H_
#define PROBITY_TESTS_COMMON_RPC_OBSERVED_COLLECTOR_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "opentelemetry/proto/trace/v1/trace.pb.h"

namespace probity::rpc {

// A span and whose it is.
struct Collected {
  std::string service;  // "probity-scoring"
  opentelemetry::proto::trace::v1::Span span;
};

class Collector : public grpc::CallbackGenericService {
 public:
  // On loopback, in plaintext unless other credentials are given.
  explicit Collector(const std::shared_ptr<grpc::ServerCredentials>& credentials =
                         grpc::InsecureServerCredentials());
  ~Collector() override;

  std::string address() const;
  int port() const { return port_; }
  std::vector<Collected> spans() const;

  // All spans, once they are as wanted; after 30 s as they are then.
  std::vector<Collected> Await(
      const std::function<bool(const std::vector<Collected>&)>& wanted) const;

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  class Reactor;
  bool Take(const std::string& path, grpc::ByteBuffer* bytes);

  mutable std::mutex mutex_;
  mutable std::condition_variable came_;
  std::vector<Collected> spans_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// The one of that service and name ("probity.scoring.v1.PolicyService/GetPolicy") and kind; the
// first of several, none where there is none.
const Collected* Find(const std::vector<Collected>& spans, const std::string& service,
                      const std::string& name,
                      opentelemetry::proto::trace::v1::Span::SpanKind kind);

}  // namespace probity::rpc

#endif  // PROBITY_TESTS_COMMON_RPC_OBSERVED_COLLECTOR_H_

#include "common/rpc/server.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/address.h"
#include "common/rpc/admin.h"
#include "common/rpc/dispatch.h"
#include "common/rpc/log.h"
#include "common/rpc/peer_processor.h"
#include "common/rpc/tls_identity.h"
#include "common/status/status.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"

namespace probity::rpc {
namespace {

constexpr char kLiveness[] = "liveness";
constexpr char kReadiness[] = "readiness";
constexpr int kMaxStreamsPerConnection = 1024;
constexpr int kLeastPingIntervalMs = 10'000;

// Both are process-wide switches of the libraries, set before the first server is built.
void PrepareLibraries() {
  static std::once_flag once;
  std::call_once(once, [] {
    TameLibraryLogs();
    grpc::EnableDefaultHealthCheckService(true);
  });
}

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  // Without this two processes would share a port and each get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kLeastPingIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
}

void SetConnectionAge(const ServeOptions& options, grpc::ServerBuilder& builder) {
  const auto millis = [](absl::Duration duration) {
    return static_cast<int>(absl::ToInt64Milliseconds(duration));
  };
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, millis(options.max_connection_age));
  // Longer than any call may last, so that none is cut off.
  builder.AddChannelArgument(
      GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
      millis(std::max(options.max_deadline, options.max_transfer) + absl::Seconds(5)));
}

struct Listening {
  std::unique_ptr<grpc::Server> server;
  int port = 0;
};

absl::StatusOr<Listening> Listen(grpc::ServerBuilder& builder, const Address& address,
                                 const std::shared_ptr<grpc::ServerCredentials>& credentials) {
  // Asked first because gRPC says it badly, and asked again below because somebody may be faster.
  PROBITY_RETURN_IF_ERROR(WhyNotListening(address));
  SetLimits(builder);
  Listening listening;
  builder.AddListeningPort(AddressText(address), credentials, &listening.port);
  listening.server = builder.BuildAndStart();
  if (listening.server != nullptr && listening.port != 0) return listening;
  PROBITY_RETURN_IF_ERROR(WhyNotListening(address));
  return absl::FailedPreconditionError(
      absl::StrCat("cannot listen on ", AddressText(address), "; try again"));
}

}  // namespace

struct Server::Impl {
  Impl(const Router& router, const ServeOptions& serve_options)
      : options(serve_options), services(router.Services()), dispatcher(router, serve_options) {}

  // Every server of this process tells the same about a name.
  void SetHealth(const std::string& name, bool serving) const {
    for (const Listening* listening : {&main, &admin}) {
      if (listening->server == nullptr) continue;
      listening->server->GetHealthCheckService()->SetServingStatus(name, serving);
    }
  }
  void SetReady(bool ready) const {
    SetHealth(kReadiness, ready);
    SetHealth("", ready);
    for (const std::string& name : services) SetHealth(name, ready);
  }

  absl::Status StartMain();
  absl::Status StartAdmin();

  const ServeOptions options;
  const std::vector<std::string> services;
  const std::shared_ptr<std::atomic<int64_t>> denials = std::make_shared<std::atomic<int64_t>>(0);
  std::unique_ptr<TlsIdentity> identity;  // null: plaintext; the servers below use it
  Dispatcher dispatcher;
  std::unique_ptr<grpc::Service> reflection;
  grpc::CallbackGenericService nothing;  // answers UNIMPLEMENTED
  Listening main;
  Listening admin;
  bool drained = false;
};

absl::Status Server::Impl::StartMain() {
  PROBITY_ASSIGN_OR_RETURN(const Address address, ParseAddress(options.listen));
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&dispatcher);
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
  if (options.tls_dir.empty()) {
    PROBITY_RETURN_IF_ERROR(RequireLoopback(address));
  } else {
    PROBITY_ASSIGN_OR_RETURN(identity, TlsIdentity::Load(options.tls_dir, options.tls_refresh));
    credentials = identity->ServerCredentials();
    credentials->SetAuthMetadataProcessor(
        std::make_shared<PeerProcessor>(options.trust_domain, denials));
    SetConnectionAge(options, builder);
  }
  PROBITY_ASSIGN_OR_RETURN(main, Listen(builder, address, credentials));
  return absl::OkStatus();
}

// Plaintext wherever it listens: probes carry no certificate. What the API is, is told on loopback.
absl::Status Server::Impl::StartAdmin() {
  if (options.admin_listen.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const Address address, ParseAddress(options.admin_listen));
  grpc::ServerBuilder builder;
  if (IsLoopback(address)) {
    reflection = MakeReflection(services);
    builder.RegisterService(reflection.get());
  } else {
    builder.RegisterCallbackGenericService(&nothing);  // a server without any does not start
  }
  PROBITY_ASSIGN_OR_RETURN(admin, Listen(builder, address, grpc::InsecureServerCredentials()));
  return absl::OkStatus();
}

ServeOptions OptionsOf(const config::v1::ServiceConfig& config) {
  ServeOptions options;
  options.listen = config.listen();
  options.admin_listen = config.admin_listen();
  options.workers = config.workers();
  options.queue = config.queue();
  options.max_deadline = absl::Milliseconds(config.max_deadline_ms());
  options.drain_delay = absl::Milliseconds(config.drain_delay_ms());
  options.tls_dir = config.tls_dir();
  options.trust_domain = config.trust_domain();
  return options;
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Router& router,
                                                      const ServeOptions& options) {
  PROBITY_RETURN_IF_ERROR(router.Verify());
  PrepareLibraries();
  auto impl = std::make_unique<Impl>(router, options);
  PROBITY_RETURN_IF_ERROR(impl->StartMain());
  std::unique_ptr<Server> server(new Server(std::move(impl)));
  PROBITY_RETURN_IF_ERROR(server->impl_->StartAdmin());
  server->SetReady(false);
  server->impl_->SetHealth(kLiveness, true);
  return server;
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() {
  Drain();
}

int Server::port() const {
  return impl_->main.port;
}
int Server::admin_port() const {
  return impl_->admin.port;
}
absl::Time Server::certificate_expires() const {
  return impl_->identity == nullptr ? absl::InfiniteFuture() : impl_->identity->expires();
}
int64_t Server::denied_peers() const {
  return impl_->denials->load();
}
void Server::SetReady(bool ready) {
  impl_->SetReady(ready);
}

void Server::Drain() {
  if (std::exchange(impl_->drained, true)) return;
  impl_->SetReady(false);
  absl::SleepFor(impl_->options.drain_delay);
  impl_->main.server->Shutdown(absl::ToChronoTime(absl::Now() + impl_->options.max_deadline));
  impl_->dispatcher.pool().Stop();
  impl_->dispatcher.transfers().Stop();
  if (impl_->admin.server != nullptr) {
    impl_->admin.server->Shutdown(absl::ToChronoTime(absl::Now() + absl::Seconds(1)));
  }
}

}  // namespace probity::rpc

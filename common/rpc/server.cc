#include "common/rpc/server.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/address.h"
#include "common/rpc/admin.h"
#include "common/rpc/dispatch.h"
#include "common/rpc/gate.h"
#include "common/rpc/health.h"
#include "common/rpc/limits.h"
#include "common/rpc/log.h"
#include "common/rpc/peer_processor.h"
#include "common/rpc/tls_identity.h"
#include "common/status/status.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/resource_quota.h"

namespace probity::rpc {
namespace {

constexpr char kLiveness[] = "liveness";
constexpr char kReadiness[] = "readiness";

// A process-wide switch of the libraries, set before the first server is built.
void PrepareLibraries() {
  static std::once_flag once;
  std::call_once(once, &TameLibraryLogs);
}

int Millis(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

void SetLimits(const ServeOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  // gRPC goes on counting a whole message as its own while we hold it.
  const auto room = static_cast<size_t>(HeldBytes(options) + kLibraryBytes);
  builder.SetResourceQuota(grpc::ResourceQuota("probity").Resize(room));
  const std::vector<std::pair<const char*, int>> limits = {
      {GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes},
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection},
      // What nobody asked for yet stays small; a message that is asked for gets the room it needs.
      {GRPC_ARG_HTTP2_BDP_PROBE, 0},
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Millis(options.patience)},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS, Millis(kConnectionIdle)},
      {GRPC_ARG_KEEPALIVE_TIME_MS, Millis(kAskAlive)},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Millis(kAnswerAlive)},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, Millis(kLeastPingInterval)},
      {GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes},
  };
  for (const auto& [name, value] : limits) builder.AddChannelArgument(name, value);
}

void SetConnectionAge(const ServeOptions& options, grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Millis(options.max_connection_age));
  // Longer than any call may last, so that none is cut off.
  builder.AddChannelArgument(
      GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
      Millis(std::max(options.max_deadline, options.max_transfer) + absl::Seconds(5)));
}

// A server and the gate its connections come through.
struct Listening {
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Gate> gate;  // goes first
};

absl::StatusOr<Listening> Listen(grpc::ServerBuilder& builder, const Address& address,
                                 const std::shared_ptr<grpc::ServerCredentials>& credentials,
                                 const ServeOptions& options, int connections) {
  using Type = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
  Listening listening;
  PROBITY_ASSIGN_OR_RETURN(listening.gate, Gate::Listen(address, connections));
  SetLimits(options, builder);
  listening.acceptor =
      builder.experimental().AddExternalConnectionAcceptor(Type::FROM_FD, credentials);
  listening.server = builder.BuildAndStart();
  if (listening.server == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("gRPC does not serve ", AddressText(address)));
  }
  return listening;
}

// Only now, that all who serve the connection know each other.
void Open(const Listening& listening) {
  listening.gate->Open([acceptor = listening.acceptor.get()](int listener, int socket) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.listener_fd = listener;
    connection.fd = socket;
    acceptor->HandleNewConnection(&connection);
  });
}

}  // namespace

struct Server::Impl {
  Impl(const Router& router, const ServeOptions& serve_options)
      : options(serve_options), services(router.Services()), dispatcher(router, serve_options) {}

  // Both ports tell the same about a name.
  void SetHealth(const std::string& name, bool serving) {
    dispatcher.health().Set(name, serving);
    admin_health.Set(name, serving);
  }
  void SetReady(bool ready) {
    SetHealth(kReadiness, ready);
    SetHealth("", ready);
    for (const std::string& name : services) SetHealth(name, ready);
  }

  absl::Status StartMain();
  absl::Status StartAdmin();
  void ShowFigures();

  const ServeOptions options;
  const std::vector<std::string> services;
  const std::shared_ptr<std::atomic<int64_t>> denials = std::make_shared<std::atomic<int64_t>>(0);
  std::unique_ptr<TlsIdentity> identity;  // null: plaintext; the servers below use it
  Dispatcher dispatcher;
  std::unique_ptr<grpc::Service> reflection;
  Health admin_health{dispatcher.overdue(), kAdminConnections, options.patience};
  Listening main;
  Listening admin;
  bool drained = false;
  std::vector<std::shared_ptr<void>> watched;  // last: they look at all of the above
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
  PROBITY_ASSIGN_OR_RETURN(main,
                           Listen(builder, address, credentials, options, options.connections));
  dispatcher.SetCut([gate = main.gate.get()](const std::string& peer) { gate->Cut(peer); });
  Open(main);
  return absl::OkStatus();
}

// Plaintext wherever it listens: probes carry no certificate. What the API is, is told on loopback.
absl::Status Server::Impl::StartAdmin() {
  if (options.admin_listen.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const Address address, ParseAddress(options.admin_listen));
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&admin_health);
  if (IsLoopback(address)) {
    reflection = MakeReflection(services);
    builder.RegisterService(reflection.get());
  }
  PROBITY_ASSIGN_OR_RETURN(admin, Listen(builder, address, grpc::InsecureServerCredentials(),
                                         options, kAdminConnections));
  admin_health.SetCut([gate = admin.gate.get()](const std::string& peer) { gate->Cut(peer); });
  Open(admin);
  return absl::OkStatus();
}

void Server::Impl::ShowFigures() {
  if (options.metrics == nullptr) return;
  const auto show = [this](metrics::Kind kind, const char* name, const char* help,
                           std::function<double()> read) {
    watched.push_back(options.metrics->Watch(kind, name, help, std::move(read)));
  };
  show(metrics::Kind::kGauge, "probity_worker_queue_depth", "Calls that wait for a worker",
       [this] { return static_cast<double>(dispatcher.waiting()); });
  if (identity == nullptr) return;
  show(metrics::Kind::kGauge, "probity_certificate_expiry_timestamp_seconds",
       "When the certificate in force expires, in seconds since 1970",
       [this] { return static_cast<double>(absl::ToUnixSeconds(identity->expires())); });
  show(metrics::Kind::kCounter, "probity_denied_peers_total",
       "Calls refused because a certificate names nobody known here",
       [this] { return static_cast<double>(denials->load()); });
}

ServeOptions OptionsOf(const config::v1::ServiceConfig& config) {
  ServeOptions options;
  options.listen = config.listen();
  options.admin_listen = config.admin_listen();
  options.workers = config.workers();
  options.queue = config.queue();
  options.max_deadline = absl::Milliseconds(config.max_deadline_ms());
  options.drain_delay = absl::Milliseconds(config.drain_delay_ms());
  options.connections = config.max_connections();
  options.calls_per_address = config.calls_per_address();
  options.patience = absl::Milliseconds(config.patience_ms());
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
  server->impl_->ShowFigures();
  server->SetReady(false);
  server->impl_->SetHealth(kLiveness, true);
  return server;
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() {
  Drain();
}

int Server::port() const {
  return impl_->main.gate->port();
}
int Server::admin_port() const {
  return impl_->admin.gate == nullptr ? 0 : impl_->admin.gate->port();
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
  impl_->main.gate->Close();
  impl_->dispatcher.health().End();
  impl_->main.server->Shutdown(absl::ToChronoTime(absl::Now() + impl_->options.max_deadline));
  impl_->dispatcher.pool().Stop();
  impl_->dispatcher.transfers().Stop();
  if (impl_->admin.server != nullptr) {
    impl_->admin.gate->Close();
    impl_->admin_health.End();
    impl_->admin.server->Shutdown(absl::ToChronoTime(absl::Now() + absl::Seconds(1)));
  }
}

}  // namespace probity::rpc

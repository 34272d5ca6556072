#include "common/rpc/server.h"

#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/address.h"
#include "common/rpc/admin.h"
#include "common/rpc/dispatch.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
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

struct Listening {
  std::unique_ptr<grpc::Server> server;
  int port = 0;
};

absl::StatusOr<Listening> Listen(grpc::ServerBuilder& builder, const std::string& where) {
  PROBITY_ASSIGN_OR_RETURN(const Address address, ParseAddress(where));
  PROBITY_RETURN_IF_ERROR(RequireLoopback(address));
  // Asked first because gRPC says it badly, and asked again below because somebody may be faster.
  PROBITY_RETURN_IF_ERROR(WhyNotListening(address));
  SetLimits(builder);
  Listening listening;
  builder.AddListeningPort(AddressText(address), grpc::InsecureServerCredentials(),
                           &listening.port);
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

  const ServeOptions options;
  const std::vector<std::string> services;
  Dispatcher dispatcher;
  std::unique_ptr<grpc::Service> reflection;
  Listening main;
  Listening admin;
  bool drained = false;
};

ServeOptions OptionsOf(const config::v1::ServiceConfig& config) {
  ServeOptions options;
  options.listen = config.listen();
  options.admin_listen = config.admin_listen();
  options.workers = config.workers();
  options.queue = config.queue();
  options.max_deadline = absl::Milliseconds(config.max_deadline_ms());
  options.drain_delay = absl::Milliseconds(config.drain_delay_ms());
  return options;
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Router& router,
                                                      const ServeOptions& options) {
  PROBITY_RETURN_IF_ERROR(router.Verify());
  PrepareLibraries();
  auto impl = std::make_unique<Impl>(router, options);
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&impl->dispatcher);
  PROBITY_ASSIGN_OR_RETURN(impl->main, Listen(builder, options.listen));
  std::unique_ptr<Server> server(new Server(std::move(impl)));
  if (!options.admin_listen.empty()) {
    grpc::ServerBuilder admin;
    server->impl_->reflection = MakeReflection(server->impl_->services);
    admin.RegisterService(server->impl_->reflection.get());
    PROBITY_ASSIGN_OR_RETURN(server->impl_->admin, Listen(admin, options.admin_listen));
  }
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

#include "common/rpc/channel.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>

#include "absl/random/random.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/address.h"
#include "common/rpc/caller.h"
#include "common/rpc/client_spans.h"
#include "common/rpc/server.h"
#include "common/rpc/tls_identity.h"
#include "common/rpc/token.h"
#include "common/status/status.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace probity::rpc {
namespace {

constexpr absl::Duration kFirstWait = absl::Milliseconds(50);
constexpr absl::Duration kLongestWait = absl::Seconds(2);
constexpr int kConnectWithinMs = 10'000;
constexpr int kResolveAgainMs = 2'000;

// All addresses of a name take their turn, those that say they are not ready are left out: a server
// that drains says so before it stops listening.
constexpr char kServiceConfig[] = R"({"loadBalancingConfig": [{"round_robin": {}}],)"
                                  R"( "healthCheckConfig": {"serviceName": "readiness"}})";

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  // gRPC would wait up to two minutes before it tries a restarted server again.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // How long an attempt may take, handshake included: a busy machine is no reason to fail calls.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectWithinMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  // Channels share no connections, so that one with a stale backoff cannot delay another.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // A proxy of the environment has no business between our processes.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  std::ifstream file(path);
  std::string token;
  file >> token;
  if (!token.empty()) return token;
  return absl::FailedPreconditionError(
      absl::StrCat("no token can be read from ", path, "; log in again"));
}

// Puts the token of a file, as it is now, into each call.
class FileToken final : public grpc::MetadataCredentialsPlugin {
 public:
  explicit FileToken(std::string path) : path_(std::move(path)) {}
  bool IsBlocking() const override { return false; }
  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    const absl::StatusOr<std::string> token = ReadToken(path_);
    if (!token.ok()) return ToGrpc(token.status());
    metadata->emplace("authorization", absl::StrCat("Bearer ", *token));
    return grpc::Status::OK;
  }

 private:
  const std::string path_;
};

std::shared_ptr<grpc::CallCredentials> TokenOf(const std::string& file) {
  return grpc::MetadataCredentialsFromPlugin(std::make_unique<FileToken>(file));
}

std::shared_ptr<grpc::Channel> CreateChannel(
    const std::string& target, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    const grpc::ChannelArguments& arguments, const trace::Sink& spans) {
  if (!spans) return grpc::CreateCustomChannel(target, credentials, arguments);
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MakeClientSpans(spans));
  return grpc::experimental::CreateCustomChannelWithInterceptors(target, credentials, arguments,
                                                                 std::move(interceptors));
}

// A channel together with the certificate it uses.
struct TlsChannel {
  std::unique_ptr<TlsIdentity> identity;
  std::shared_ptr<grpc::Channel> channel;  // goes first
};

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeTlsChannel(const Address& address,
                                                              const ChannelOptions& options) {
  auto made = std::make_shared<TlsChannel>();
  PROBITY_ASSIGN_OR_RETURN(made->identity, TlsIdentity::Load(options.tls_dir, options.tls_refresh));
  std::shared_ptr<grpc::ChannelCredentials> credentials = made->identity->ChannelCredentials();
  if (!options.token_file.empty()) {
    PROBITY_RETURN_IF_ERROR(ReadToken(options.token_file).status());
    credentials = grpc::CompositeChannelCredentials(credentials, TokenOf(options.token_file));
  }
  made->channel = CreateChannel(absl::StrCat("dns:///", AddressText(address)), credentials,
                                TlsChannelArguments(), options.spans);
  return std::shared_ptr<grpc::Channel>(made, made->channel.get());
}

absl::Duration AskedDelay(const absl::Status& status) {
  const RefusalDetail detail = DetailOf(status);
  const auto asked = detail.metadata.find(kRetryDelayKey);
  int64_t millis = 0;
  if (asked == detail.metadata.end() || !absl::SimpleAtoi(asked->second, &millis)) {
    return absl::ZeroDuration();
  }
  return std::min(absl::Milliseconds(millis), kLongestWait);
}

}  // namespace

grpc::ChannelArguments TlsChannelArguments() {
  grpc::ChannelArguments arguments = Arguments();
  arguments.SetServiceConfigJSON(kServiceConfig);
  // Servers that replace others, one soon after the other, are found before the last old one goes.
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, kResolveAgainMs);
  return arguments;
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(std::string_view address,
                                                           const ChannelOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const Address parsed, ParseAddress(address));
  if (!options.tls_dir.empty()) return MakeTlsChannel(parsed, options);
  PROBITY_RETURN_IF_ERROR(RequireLoopback(parsed));
  if (!options.token_file.empty()) {
    return absl::InvalidArgumentError("a token is sent over TLS only; give tls_dir beside it");
  }
  return CreateChannel(AddressText(parsed), grpc::InsecureChannelCredentials(), Arguments(),
                       options.spans);
}

CallerContext ServiceCaller(std::string_view service) {
  CallerContext caller;
  caller.service = service;
  caller.person = kServicePerson + caller.service;
  caller.roles = {options::v1::ROLE_SERVICE};
  return caller;
}

bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsCancelled(status) ||
         (absl::IsResourceExhausted(status) && HasReason(status, Reason::k_QUEUE_FULL));
}

absl::Status Retry(absl::Time until, const std::function<absl::Status()>& attempt) {
  absl::BitGen random;
  absl::Duration wait = kFirstWait;
  while (true) {
    const absl::Status status = attempt();
    if (status.ok() || !IsPassing(status)) return status;
    const absl::Duration pause =
        std::max(wait * absl::Uniform(random, 0.5, 1.0), AskedDelay(status));
    if (absl::Now() + pause >= until) return status;
    absl::SleepFor(pause);
    wait = std::min(wait * 2, kLongestWait);
  }
}

absl::Status CallAs(const CallOptions& options,
                    absl::FunctionRef<grpc::Status(grpc::ClientContext*)> attempt) {
  return Retry(options.retry_until, [&] {
    grpc::ClientContext context;
    Prepare(options, context);
    return FromGrpc(attempt(&context));
  });
}

void Prepare(const CallOptions& options, grpc::ClientContext& context) {
  const absl::Time deadline = std::min(absl::Now() + options.timeout, options.deadline);
  context.set_deadline(absl::ToChronoTime(deadline));
  for (const auto& [key, value] : MetadataOf(options.caller)) context.AddMetadata(key, value);
  if (!options.token.empty()) {
    context.set_credentials(grpc::AccessTokenCredentials(options.token));
  }
  if (!options.token_file.empty()) context.set_credentials(TokenOf(options.token_file));
}

}  // namespace probity::rpc

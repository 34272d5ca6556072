#include "common/rpc/channel.h"

#include <algorithm>
#include <cstdint>

#include "absl/random/random.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/address.h"
#include "common/rpc/caller.h"
#include "common/rpc/server.h"
#include "common/status/status.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace probity::rpc {
namespace {

constexpr absl::Duration kFirstWait = absl::Milliseconds(50);
constexpr absl::Duration kLongestWait = absl::Seconds(2);

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  // gRPC would wait up to two minutes before it tries a restarted server again.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  // Channels share no connections, so that one with a stale backoff cannot delay another.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // A proxy of the environment has no business between our processes.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
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

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(std::string_view address) {
  PROBITY_ASSIGN_OR_RETURN(const Address parsed, ParseAddress(address));
  PROBITY_RETURN_IF_ERROR(RequireLoopback(parsed));
  return grpc::CreateCustomChannel(AddressText(parsed), grpc::InsecureChannelCredentials(),
                                   Arguments());
}

CallerContext ServiceCaller(std::string_view service) {
  CallerContext caller;
  caller.service = service;
  caller.person = "service:" + caller.service;
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
}

}  // namespace probity::rpc

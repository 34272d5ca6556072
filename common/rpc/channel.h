// How one process calls another: a channel with the same limits as our servers, and calls that
// carry deadline and caller, give absl::Status with its reason back, and are retried if asked.
//
//   PROBITY_ASSIGN_OR_RETURN(auto channel, rpc::MakeChannel("127.0.0.1:7101", {config.tls_dir()}));
//   auto stub = CaseService::NewStub(channel);
//   auto opened = rpc::Invoke(*stub, &CaseService::Stub::OpenCase, request, options);
#ifndef PROBITY_COMMON_RPC_CHANNEL_H_
#define PROBITY_COMMON_RPC_CHANNEL_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/error.h"
#include "common/trace/span.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/sync_stream.h"

namespace probity::rpc {

// How channels over TLS behave: calls take turns over all addresses that say they are ready, names
// are resolved again soon after one went. For who names addresses otherwise than by a host.
grpc::ChannelArguments TlsChannelArguments();

// Who this process is to the other side, and what it asks of it.
struct ChannelOptions {
  // Folder of tls.crt, tls.key and ca.crt, looked at again every `tls_refresh`. The other side must
  // be certified by ca.crt for the host of the address. Empty: plaintext, loopback only.
  std::string tls_dir;
  // File with a bearer token, read anew for each call; sent over TLS only.
  std::string token_file = {};
  absl::Duration tls_refresh = absl::Seconds(5);
  // Told of each call as a part of the trace its thread is at (client_spans.h); empty: calls carry
  // no trace.
  trace::Sink spans = {};
};

// A channel that connects at the first call and again within 2 s after the server returned. Over
// TLS it spreads its calls over all addresses the host name has, as long as they say they are
// ready. INVALID_ARGUMENT: a malformed address, one off loopback without tls_dir, a token without
// tls_dir. FAILED_PRECONDITION: what lies in tls_dir does not hold, or the token's file cannot be
// read.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(std::string_view address,
                                                           const ChannelOptions& options = {});

struct CallOptions {
  CallerContext caller;  // believed on loopback plaintext only
  // The bearer token of this call, or the file it is read from; without TLS it is never sent and
  // the call fails. At most one of the two and the channel's token_file.
  std::string token = {};
  std::string token_file = {};
  absl::Duration timeout = absl::Seconds(10);    // of one attempt
  absl::Time deadline = absl::InfiniteFuture();  // of all attempts; a handler passes Call's on
  // Until when an attempt that failed for a passing cause is repeated. Only for reads and for
  // mutations with a request_id.
  absl::Time retry_until = absl::InfinitePast();
};

// The caller "service:NAME" with ROLE_SERVICE: one Probity service towards another.
CallerContext ServiceCaller(std::string_view service);

// True for failures that say nothing about the request: UNAVAILABLE, a CANCELLED the caller did
// not cause (a connection lost in a drain shows so) and a full queue.
bool IsPassing(const absl::Status& status);

// Runs `attempt` until it succeeds, fails for good or `until` has passed; waits 50 ms to 2 s in
// between, with jitter, and at least the delay the server asked for.
absl::Status Retry(absl::Time until, const std::function<absl::Status()>& attempt);

// Sets deadline and metadata of one attempt.
void Prepare(const CallOptions& options, grpc::ClientContext& context);

// One call, prepared and repeated as `options` say.
absl::Status CallAs(const CallOptions& options,
                    absl::FunctionRef<grpc::Status(grpc::ClientContext*)> attempt);

// A unary call by a generated stub's method.
template <typename Stub, typename Class, typename Request, typename Response>
absl::StatusOr<Response> Invoke(
    Stub& stub, grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
    const std::type_identity_t<Request>& request, const CallOptions& options) {
  Response response;
  const absl::Status status = CallAs(options, [&](grpc::ClientContext* context) {
    response.Clear();
    return (stub.*method)(context, request, &response);
  });
  if (!status.ok()) return status;
  return response;
}

// A server stream, row by row. An error of `each` cancels the call and is returned. Repeated only
// while no row has arrived.
template <typename Stub, typename Class, typename Request, typename Response>
absl::Status InvokeStream(
    Stub& stub,
    std::unique_ptr<grpc::ClientReader<Response>> (Class::*method)(grpc::ClientContext*,
                                                                   const Request&),
    const std::type_identity_t<Request>& request, const CallOptions& options,
    const std::function<absl::Status(const std::type_identity_t<Response>&)>& each) {
  bool delivered = false;
  absl::Status outcome;
  const absl::Status status = Retry(options.retry_until, [&]() -> absl::Status {
    grpc::ClientContext context;
    Prepare(options, context);
    const auto reader = (stub.*method)(&context, request);
    Response row;
    absl::Status accepted;
    while (accepted.ok() && reader->Read(&row)) {
      delivered = true;
      accepted = each(row);
    }
    if (!accepted.ok()) context.TryCancel();
    const absl::Status finished = FromGrpc(reader->Finish());
    outcome = accepted.ok() ? finished : accepted;
    return delivered ? absl::OkStatus() : outcome;
  });
  return delivered ? outcome : status;
}

// An upload: the messages `next` fills, one after the other, until it gives false; the next is made
// when the one before is on its way. An error of `next` cancels the call and is returned. Not
// repeated: what is sent again begins at the first message, which is its caller's to know.
template <typename Stub, typename Class, typename Request, typename Response>
absl::StatusOr<Response> InvokeUpload(
    Stub& stub,
    std::unique_ptr<grpc::ClientWriter<Request>> (Class::*method)(grpc::ClientContext*, Response*),
    const CallOptions& options,
    const std::function<absl::StatusOr<bool>(std::type_identity_t<Request>*)>& next) {
  grpc::ClientContext context;
  Prepare(options, context);
  Response response;
  const auto writer = (stub.*method)(&context, &response);
  Request message;
  absl::StatusOr<bool> more = next(&message);
  while (more.ok() && *more && writer->Write(message)) more = next(&message);  // Finish says why
  if (more.ok()) {
    writer->WritesDone();
  } else {
    context.TryCancel();
  }
  const absl::Status finished = FromGrpc(writer->Finish());
  if (!more.ok()) return more.status();
  if (!finished.ok()) return finished;
  return response;
}

// A client stream of the given messages; the first carries the request_id.
template <typename Stub, typename Class, typename Request, typename Response>
absl::StatusOr<Response> InvokeImport(
    Stub& stub,
    std::unique_ptr<grpc::ClientWriter<Request>> (Class::*method)(grpc::ClientContext*, Response*),
    const std::vector<std::type_identity_t<Request>>& messages, const CallOptions& options) {
  Response response;
  const absl::Status status = CallAs(options, [&](grpc::ClientContext* context) {
    response.Clear();
    const auto writer = (stub.*method)(context, &response);
    for (const Request& message : messages) {
      if (!writer->Write(message)) break;  // Finish says why
    }
    writer->WritesDone();
    return writer->Finish();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_CHANNEL_H_

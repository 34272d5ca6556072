// A running server: the router's services on one port, health and reflection on another.
//
//   PROBITY_ASSIGN_OR_RETURN(auto server, rpc::Server::Start(router, options));
//   server->SetReady(true);
//   …
//   server->Drain();  // then close what the handlers used
//
// The service's port speaks mutual TLS where `tls_dir` is given, and plaintext on loopback only.
// The admin port is always plaintext; off loopback it has health and nothing else.
#ifndef PROBITY_COMMON_RPC_SERVER_H_
#define PROBITY_COMMON_RPC_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "common/rpc/limits.h"  // IWYU pragma: export
#include "common/rpc/router.h"
#include "common/rpc/token.h"
#include "common/rpc/token_buckets.h"
#include "common/trace/span.h"
#include "probity/config/v1/config.pb.h"

namespace probity::rpc {

struct ServeOptions {
  std::string listen = "127.0.0.1:0";  // port 0: any free port, see port()
  std::string admin_listen;            // empty: no admin port
  int workers = 8;                     // = database connections
  int queue = 256;                     // calls that may wait for a worker
  absl::Duration max_deadline = absl::Seconds(30);
  absl::Duration min_deadline = absl::Milliseconds(100);  // less is DEADLINE_TOO_SHORT
  absl::Duration drain_delay = absl::ZeroDuration();      // not ready → no longer listening
  absl::Duration reply_grid = absl::Milliseconds(10);     // of uniform services; 0 = off
  int64_t max_stream_bytes = int64_t{64} * 1024 * 1024;   // gathered by one import
  int transfers = 4;                                      // uploads and downloads at once
  int transfer_queue = 16;                                // of those that may wait for their turn
  absl::Duration max_transfer = absl::Hours(1);           // in place of max_deadline
  // How long a client may take for its handshake, for a message, and to take what it is sent.
  absl::Duration patience = absl::Seconds(30);
  int connections = 1024;       // at once; one address at most half
  int calls_per_address = 256;  // at once; more are QUEUE_FULL
  std::string tls_dir;          // empty: plaintext
  std::string trust_domain = "probity.local";
  TokenVerifier tokens;  // empty: no token holds; never asked in plaintext
  // Refused calls of uniform services, by the address they came from: where none is left, calls
  // from there are refused unheard until time has passed. Null: no limit.
  std::shared_ptr<TokenBuckets> uniform_refusals;
  // A TLS connection is asked to end after this time, so that callers look for new servers; calls
  // it carries run on.
  absl::Duration max_connection_age = absl::Minutes(5);
  absl::Duration tls_refresh = absl::Seconds(5);  // how often tls_dir is looked at
  metrics::Registry* metrics = nullptr;           // counts calls; outlives the server
  trace::Sink spans;                              // is told of calls; empty: nobody is
};

// The options a (completed and checked) configuration asks for.
ServeOptions OptionsOf(const config::v1::ServiceConfig& config);

class Server {
 public:
  // FAILED_PRECONDITION: an address is in use, or what lies in tls_dir does not hold;
  // INVALID_ARGUMENT: an address is malformed, or not loopback and without tls_dir; INTERNAL:
  // Router::Verify failed. `router` must outlive the server. Health names `liveness` and
  // `readiness` and each service's; all but liveness are false until SetReady(true).
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Router& router,
                                                       const ServeOptions& options);
  ~Server();  // drains

  int port() const;
  int admin_port() const;  // 0 without admin port

  // When the certificate in force expires; InfiniteFuture in plaintext.
  absl::Time certificate_expires() const;
  // Calls refused because their connection's certificate names nobody known here.
  int64_t denied_peers() const;

  void SetReady(bool ready);

  // Not ready, waits `drain_delay`, stops listening, lets running calls end (at most the maximum
  // deadline), joins the workers. Afterwards no handler runs any more.
  void Drain();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_SERVER_H_

// grpc.health.v1 of one port: Check for probes, Watch for clients that choose among servers. gRPC's
// own service bounds neither how many watches one address holds nor how long they take to be asked
// for; here they have bounds as other calls have, and counts of their own, so that neither takes a
// place of the other.
#ifndef PROBITY_COMMON_RPC_HEALTH_H_
#define PROBITY_COMMON_RPC_HEALTH_H_

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "common/rpc/origins.h"
#include "common/rpc/overdue.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/generic/async_generic_service.h"

namespace probity::rpc {

class Health final : public grpc::CallbackGenericService {
 public:
  // Of a port of so many `connections`; one address may have as many watches as connections, which
  // is half. A client that neither sends nor takes within `patience` is cut off. `overdue` outlives
  // the calls.
  Health(Overdue& overdue, int connections, absl::Duration patience);

  // Whether a path, "/grpc.health.v1.Health/Check", is answered here.
  static bool Serves(std::string_view path);
  // UNIMPLEMENTED for any other path. NOT_FOUND: a Check of a name never set. RESOURCE_EXHAUSTED /
  // QUEUE_FULL: more calls at once than a connection may have, or more watches than an address.
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  void Set(const std::string& name, bool serving);
  // Watches learn what was set last and end, those that come later too: UNAVAILABLE.
  void End();

  // How the connection of a peer is ended that goes on opening calls for nothing; set before the
  // first call comes.
  void SetCut(std::function<void(const std::string& peer)> cut) { cut_ = std::move(cut); }

 private:
  class Call;
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  Status StatusOf(const std::string& name) const;  // with the lock
  void Waste(const std::string& peer);

  Overdue& overdue_;
  const absl::Duration patience_;
  std::function<void(const std::string& peer)> cut_;
  Origins calls_;    // by connection
  Origins watches_;  // by address
  std::mutex mutex_;
  std::map<std::string, bool> serving_;
  std::set<Call*> watching_;  // every watch that knows its name
  bool ended_ = false;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_HEALTH_H_

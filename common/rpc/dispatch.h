// From bytes on the wire to the router's handlers. One generic callback service answers every
// method of a server; gRPC's threads only read and write, handlers run on the worker pool.
#ifndef PROBITY_COMMON_RPC_DISPATCH_H_
#define PROBITY_COMMON_RPC_DISPATCH_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/rpc/figures.h"
#include "common/rpc/health.h"
#include "common/rpc/limits.h"
#include "common/rpc/origins.h"
#include "common/rpc/overdue.h"
#include "common/rpc/reading_turns.h"
#include "common/rpc/reply_grid.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "common/rpc/worker_pool.h"
#include "grpcpp/generic/async_generic_service.h"

namespace probity::rpc {

// What may be held of all callers together: room for more than one import, however large it may be.
int64_t HeldBytes(const ServeOptions& options);

class Dispatcher final : public grpc::CallbackGenericService {
 public:
  Dispatcher(const Router& router, const ServeOptions& options);

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  const Router& router() const { return router_; }
  const ServeOptions& options() const { return options_; }
  WorkerPool& pool() { return pool_; }
  WorkerPool& transfers() { return transfers_; }
  ReplyGrid& grid() { return grid_; }
  CallFigures* figures() { return figures_.get(); }  // null: nobody counts

  // Counts a call that waits for a worker for as long as what is returned lives.
  std::shared_ptr<void> Wait();
  int64_t waiting() const { return waiting_; }

  Origins& origins() { return origins_; }
  Overdue& overdue() { return overdue_; }
  ReadingTurns& reading() { return reading_; }
  Health& health() { return health_; }

  // How the connection of a peer, as gRPC writes it, is ended; set before the first call comes.
  void SetCut(const std::function<void(const std::string& peer)>& cut) {
    cut_ = cut;
    health_.SetCut(cut);
  }
  void Cut(const std::string& peer) const {
    if (cut_) cut_(peer);
  }

 private:
  const Router& router_;
  const ServeOptions options_;
  std::function<void(const std::string& peer)> cut_;
  const std::unique_ptr<CallFigures> figures_;
  std::atomic<int64_t> waiting_ = 0;
  Origins origins_;
  ReadingTurns reading_{kMessagesAtOnce};
  Overdue overdue_;
  Health health_;
  ReplyGrid grid_;
  WorkerPool pool_;  // these last: their jobs use all of the above
  WorkerPool transfers_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_DISPATCH_H_

// From bytes on the wire to the router's handlers. One generic callback service answers every
// method of a server; gRPC's threads only read and write, handlers run on the worker pool.
#ifndef PROBITY_COMMON_RPC_DISPATCH_H_
#define PROBITY_COMMON_RPC_DISPATCH_H_

#include <atomic>
#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "common/rpc/reply_grid.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "common/rpc/worker_pool.h"
#include "grpcpp/generic/async_generic_service.h"

namespace probity::rpc {

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

  // Bytes all imports together hold while they gather; a bound for the process.
  std::atomic<int64_t>& gathered_bytes() { return gathered_bytes_; }

 private:
  const Router& router_;
  const ServeOptions options_;
  std::atomic<int64_t> gathered_bytes_ = 0;
  ReplyGrid grid_;
  WorkerPool pool_;  // these last: their jobs use all of the above
  WorkerPool transfers_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_DISPATCH_H_

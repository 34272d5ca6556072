// The threads that run handlers: as many as there are database connections, so that a call that
// runs never waits for one.
#ifndef PROBITY_COMMON_RPC_WORKER_POOL_H_
#define PROBITY_COMMON_RPC_WORKER_POOL_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace probity::rpc {

class WorkerPool {
 public:
  using Job = std::function<void()>;  // must not throw

  // At most `queue_limit` jobs offered wait for a worker.
  WorkerPool(int workers, int queue_limit);
  ~WorkerPool();

  // Takes `job` unless the queue is full or the pool stopped; then it is left as it was.
  bool Offer(Job& job);

  // Takes `job` however long the queue is.
  void Push(Job job);

  // Waits for running jobs; jobs that still wait are destroyed without having run.
  void Stop();

 private:
  void Work();

  const size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  size_t idle_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_WORKER_POOL_H_

// The threads that run handlers: as many as there are database connections, so that a call that
// runs never waits for one. Callers take turns: however much one asks, another is served next.
#ifndef PROBITY_COMMON_RPC_WORKER_POOL_H_
#define PROBITY_COMMON_RPC_WORKER_POOL_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace probity::rpc {

class WorkerPool {
 public:
  using Job = std::function<void()>;  // must not throw

  // At most `queue_limit` jobs offered wait for a worker.
  WorkerPool(int workers, int queue_limit);
  ~WorkerPool();

  // Takes a `job` of `caller` unless the queue is full, or more of it is this caller's than is left
  // for others (so that one caller alone fills half of it, two a third each), or the pool stopped;
  // then it is left as it was. Of four workers and more a quarter is kept free of any one caller.
  bool Offer(const std::string& caller, Job& job);

  // Takes `job` however long the queue is.
  void Push(const std::string& caller, Job job);

  // Waits for running jobs; jobs that still wait are destroyed without having run.
  void Stop();

 private:
  struct Caller {
    std::deque<Job> waiting;
    size_t running = 0;
  };
  using Callers = std::map<std::string, Caller>;

  void Work();
  size_t AboutToBegin() const;
  bool HasRoom(const std::string& caller) const;
  void Add(const std::string& caller, Job job);
  std::list<Callers::iterator>::iterator Next();

  const size_t queue_limit_;
  const size_t most_of_one_;  // workers that run jobs of one caller
  std::mutex mutex_;
  std::condition_variable wake_;
  Callers callers_;                     // who have jobs, waiting or running
  std::list<Callers::iterator> turns_;  // who have jobs that wait; the first was served longest ago
  size_t waiting_ = 0;
  size_t idle_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_WORKER_POOL_H_

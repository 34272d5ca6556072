#include "common/rpc/worker_pool.h"

#include <algorithm>
#include <utility>

namespace probity::rpc {

WorkerPool::WorkerPool(int workers, int queue_limit)
    : queue_limit_(static_cast<size_t>(std::max(queue_limit, 0))),
      // Workers that have not started yet are free, too: the first job is never refused for them.
      idle_(static_cast<size_t>(std::max(workers, 1))) {
  for (int i = 0; i < std::max(workers, 1); ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  Stop();
}

bool WorkerPool::Offer(Job& job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_ || jobs_.size() >= queue_limit_ + idle_) return false;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::Push(Job job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_) return;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void WorkerPool::Stop() {
  std::deque<Job> dropped;  // destroyed outside the lock: a job answers its call as it dies
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    dropped.swap(jobs_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
    if (stopped_) return;
    --idle_;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
    ++idle_;
  }
}

}  // namespace probity::rpc

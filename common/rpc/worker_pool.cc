#include "common/rpc/worker_pool.h"

#include <algorithm>
#include <utility>

namespace probity::rpc {
namespace {

size_t AtLeastOne(int workers) {
  return static_cast<size_t>(std::max(workers, 1));
}

}  // namespace

WorkerPool::WorkerPool(int workers, int queue_limit)
    : queue_limit_(static_cast<size_t>(std::max(queue_limit, 0))),
      most_of_one_(AtLeastOne(workers) - AtLeastOne(workers) / 4),
      // Workers that have not started yet are free, too: the first job is never refused for them.
      idle_(AtLeastOne(workers)) {
  for (size_t i = 0; i < AtLeastOne(workers); ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  Stop();
}

// Jobs that wait for no more than a worker to wake up.
size_t WorkerPool::AboutToBegin() const {
  size_t count = 0;
  for (const Callers::iterator& turn : turns_) {
    const Caller& caller = turn->second;
    count += std::min(caller.waiting.size(), most_of_one_ - caller.running);
  }
  return std::min(count, idle_);
}

bool WorkerPool::HasRoom(const std::string& caller) const {
  const auto found = callers_.find(caller);
  const size_t own = found == callers_.end() ? 0 : found->second.waiting.size();
  const size_t more = most_of_one_ - (found == callers_.end() ? 0 : found->second.running);
  const size_t beginning = AboutToBegin();
  if (own < more && beginning < idle_) return true;
  const size_t own_queued = own - std::min({own, more, idle_});
  return waiting_ - beginning + own_queued < queue_limit_;
}

void WorkerPool::Add(const std::string& caller, Job job) {
  const auto entry = callers_.try_emplace(caller).first;
  if (entry->second.waiting.empty()) turns_.push_back(entry);
  entry->second.waiting.push_back(std::move(job));
  ++waiting_;
}

bool WorkerPool::Offer(const std::string& caller, Job& job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_ || !HasRoom(caller)) return false;
    Add(caller, std::move(job));
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::Push(const std::string& caller, Job job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_) return;
    Add(caller, std::move(job));
  }
  wake_.notify_one();
}

void WorkerPool::Stop() {
  Callers dropped;  // destroyed outside the lock: a job answers its call as it dies
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    turns_.clear();
    waiting_ = 0;
    for (auto& [name, caller] : callers_) dropped[name].waiting.swap(caller.waiting);
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

// The first in turn who may have one more worker.
std::list<WorkerPool::Callers::iterator>::iterator WorkerPool::Next() {
  return std::find_if(turns_.begin(), turns_.end(), [this](const Callers::iterator& caller) {
    return caller->second.running < most_of_one_;
  });
}

void WorkerPool::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopped_ || Next() != turns_.end(); });
    if (stopped_) return;
    const auto turn = Next();
    const Callers::iterator entry = *turn;
    Caller& caller = entry->second;
    Job job = std::move(caller.waiting.front());
    caller.waiting.pop_front();
    turns_.erase(turn);
    if (!caller.waiting.empty()) turns_.push_back(entry);
    --waiting_;
    --idle_;
    ++caller.running;
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
    ++idle_;
    if (--caller.running == 0 && caller.waiting.empty()) callers_.erase(entry);
  }
}

}  // namespace probity::rpc

// Callers who call FetchNote on and on, each over its own channel, and repeat nothing that failed.
#ifndef PROBITY_TESTS_COMMON_RPC_LOAD_H_
#define PROBITY_TESTS_COMMON_RPC_LOAD_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/common/rpc/harness.h"

namespace probity::rpc {

class Load {
 public:
  static constexpr int64_t kMore = 80;

  Load(int callers, const std::function<std::shared_ptr<grpc::Channel>()>& open) {
    for (int i = 0; i < callers; ++i) {
      threads_.emplace_back([this, channel = open()] { Call(channel); });
    }
  }
  ~Load() { Stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }
  int64_t answered() const { return answered_; }
  std::vector<absl::Status> failures() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return failures_;
  }
  // Waits until there are kMore answers more, or a failure.
  void Continue() const {
    const int64_t enough = answered_ + kMore;
    while (answered_ < enough && failures().empty()) absl::SleepFor(absl::Milliseconds(10));
  }

 private:
  void Call(const std::shared_ptr<grpc::Channel>& channel) {
    const auto stub = NoteService::NewStub(channel);
    while (!stopping_) {
      const auto answer = Invoke(*stub, &NoteService::Stub::FetchNote, {}, {});
      if (answer.ok()) {
        ++answered_;
      } else {
        const std::lock_guard<std::mutex> lock(mutex_);
        failures_.push_back(answer.status());
      }
      absl::SleepFor(absl::Milliseconds(2));
    }
  }

  std::atomic<bool> stopping_ = false;
  std::atomic<int64_t> answered_ = 0;
  mutable std::mutex mutex_;
  std::vector<absl::Status> failures_;
  std::vector<std::thread> threads_;
};

}  // namespace probity::rpc

#endif  // PROBITY_TESTS_COMMON_RPC_LOAD_H_

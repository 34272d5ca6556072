#include "tests/bench/rounds.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <latch>
#include <thread>

#include "absl/strings/str_format.h"

namespace probity::bench {

absl::StatusOr<double> Rate(int clients, int64_t count, const Operation& operation) {
  std::latch ready(clients + 1);
  std::atomic<int64_t> next{0};
  std::vector<absl::Status> outcomes(clients);
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) {
    threads.emplace_back([&, client] {
      ready.arrive_and_wait();
      for (int64_t index = next++; index < count && outcomes[client].ok(); index = next++) {
        outcomes[client] = operation(client, index);
      }
    });
  }
  ready.arrive_and_wait();
  const auto start = std::chrono::steady_clock::now();
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  for (const absl::Status& outcome : outcomes) {
    if (!outcome.ok()) return outcome;
  }
  return static_cast<double>(count) / took.count();
}

Spread SpreadOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  return {median, values.front(), values.back()};
}

std::vector<double> Ratios(const std::vector<double>& above, const std::vector<double>& below) {
  std::vector<double> ratios;
  for (size_t i = 0; i < above.size(); ++i) ratios.push_back(above[i] / below[i]);
  return ratios;
}

std::string RateText(const Spread& spread) {
  return absl::StrFormat("%.0f (%.0f–%.0f)", spread.median, spread.min, spread.max);
}

std::string RatioText(const Spread& spread) {
  return absl::StrFormat("%.4f (%.4f–%.4f)", spread.median, spread.min, spread.max);
}

}  // namespace probity::bench

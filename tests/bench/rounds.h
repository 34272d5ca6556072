// How rates are taken and compared. A figure alone says as much about the machine as about the
// program; only the ratio of two sides measured in turn, in one run, is worth keeping.
#ifndef PROBITY_TESTS_BENCH_ROUNDS_H_
#define PROBITY_TESTS_BENCH_ROUNDS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace probity::bench {

// Operation `index` of a round, done by client `client`, both from 0.
using Operation = std::function<absl::Status(int client, int64_t index)>;

// Operations per second: `clients` threads, each with one operation in flight, take the indexes 0
// to `count` - 1 in turn. The first error of any of them.
absl::StatusOr<double> Rate(int clients, int64_t count, const Operation& operation);

struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
};
// Of at least one value.
Spread SpreadOf(std::vector<double> values);

// Round by round, what the one side makes of the other.
std::vector<double> Ratios(const std::vector<double>& above, const std::vector<double>& below);

// "1234 (1200–1300)" and "0.1234 (0.1200–0.1300)".
std::string RateText(const Spread& spread);
std::string RatioText(const Spread& spread);

}  // namespace probity::bench

#endif  // PROBITY_TESTS_BENCH_ROUNDS_H_

#include "tests/blind/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace probity::blind {
namespace {

template <typename Value>
double TauOf(const std::vector<Value>& values) {
  double concordant = 0, pairs = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      concordant += values[i] < values[j] ? 1 : values[j] < values[i] ? -1 : 0;
      ++pairs;
    }
  }
  return pairs == 0 ? 0 : concordant / pairs;
}

struct Moments {
  double mean = 0;
  double variance = 0;  // of the mean
};

Moments MomentsBelow(const std::vector<double>& values, double bound) {
  double count = 0, sum = 0, squares = 0;
  for (const double value : values) {
    if (value > bound) continue;
    ++count;
    sum += value;
    squares += value * value;
  }
  if (count < 2) return {};
  const double mean = sum / count;
  return {mean, (squares - count * mean * mean) / (count - 1) / count};
}

constexpr double kCropped = 0.9;

double Nanoseconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

}  // namespace

double Tau(const std::vector<std::string>& values) {
  return TauOf(values);
}
double Tau(const std::vector<int>& values) {
  return TauOf(values);
}

double Excess(double hits, double trials, double chance) {
  const double deviation = std::sqrt(trials * chance * (1 - chance));
  return deviation == 0 ? 0 : (hits - trials * chance) / deviation;
}

double TailOfChiSquared(double value, int degrees) {
  const double k = degrees;
  const double z = (std::cbrt(value / k) - (1 - 2 / (9 * k))) / std::sqrt(2 / (9 * k));
  return std::erfc(z / std::sqrt(2.0)) / 2;
}

double WelchT(const std::vector<double>& a, const std::vector<double>& b, double quantile) {
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  if (all.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(quantile * static_cast<double>(all.size() - 1));
  std::nth_element(all.begin(), all.begin() + at, all.end());
  const Moments first = MomentsBelow(a, all[static_cast<std::size_t>(at)]);
  const Moments second = MomentsBelow(b, all[static_cast<std::size_t>(at)]);
  const double spread = std::sqrt(first.variance + second.variance);
  return spread == 0 ? 0 : (first.mean - second.mean) / spread;
}

Timed Taken(const std::function<void()>& call, clockid_t clock) {
  return [call, clock] {
    const double begun = Nanoseconds(clock);
    call();
    return Nanoseconds(clock) - begun;
  };
}

double TOf(const Timed& a, const Timed& b, int pairs) {
  std::vector<double> times[2];
  for (int i = 0; i < pairs; ++i) {
    const int first = i % 2;
    times[first].push_back(first == 0 ? a() : b());
    times[1 - first].push_back(first == 0 ? b() : a());
  }
  return WelchT(times[0], times[1], kCropped);
}

}  // namespace probity::blind

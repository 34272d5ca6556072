// Figures of a process for those who run it: counters, gauges and histograms in a registry, which a
// monitoring system reads (exposer.h). The registry is handed to whoever has something to count;
// there is no global one, and no domain code sees any. The library behind it is an implementation
// detail of metrics.cc.
//
//   metrics::Registry registry;
//   const metrics::Counter conflicts = registry.MakeCounter("probity_sql_conflicts_total", "…");
//   conflicts.Add();
//
// What may be a label: a name from our own source, of which there are few. Never an id, a name or
// anything else a caller sends: a figure with the identity of a case is a leak, one with a caller's
// word in it grows without bound.
#ifndef PROBITY_COMMON_METRICS_METRICS_H_
#define PROBITY_COMMON_METRICS_METRICS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace prometheus {
class Collectable;
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace probity::metrics {

using Labels = std::map<std::string, std::string>;

// Handles, valid as long as their registry; copies count the same. Safe to use from any thread. One
// made by default counts nothing.
class Counter {
 public:
  Counter() = default;
  void Add(int64_t by = 1) const;  // not negative
  int64_t value() const;

 private:
  friend class Registry;
  explicit Counter(prometheus::Counter* counter) : counter_(counter) {}
  prometheus::Counter* counter_ = nullptr;
};

class Gauge {
 public:
  Gauge() = default;
  void Set(int64_t value) const;

 private:
  friend class Registry;
  explicit Gauge(prometheus::Gauge* gauge) : gauge_(gauge) {}
  prometheus::Gauge* gauge_ = nullptr;
};

// Of durations, in seconds.
class Histogram {
 public:
  Histogram() = default;
  void Observe(absl::Duration duration) const;

 private:
  friend class Registry;
  explicit Histogram(prometheus::Histogram* histogram) : histogram_(histogram) {}
  prometheus::Histogram* histogram_ = nullptr;
};

enum class Kind { kCounter, kGauge };

class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // The same name and labels again are the same figure. A name has one kind and one help text.
  Counter MakeCounter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge MakeGauge(const std::string& name, const std::string& help, const Labels& labels = {});
  // `bounds`: upper ends of its buckets, ascending.
  Histogram MakeHistogram(const std::string& name, const std::string& help,
                          const std::vector<absl::Duration>& bounds, const Labels& labels = {});

  // A figure that is asked for when somebody reads, from any thread, until what is returned goes;
  // `read` is quick.
  [[nodiscard]] std::shared_ptr<void> Watch(Kind kind, const std::string& name,
                                            const std::string& help, std::function<double()> read);

  // Everything as a reader gets it (text format 0.0.4).
  std::string Text() const;

  std::shared_ptr<prometheus::Collectable> collectable() const;  // for the exposer

 private:
  struct Impl;
  const std::shared_ptr<Impl> impl_;
};

}  // namespace probity::metrics

#endif  // PROBITY_COMMON_METRICS_METRICS_H_

#include "common/metrics/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <sstream>
#include <utility>

namespace probity::metrics {
namespace {

prometheus::MetricFamily Read(Kind kind, const std::string& name, const std::string& help,
                              const std::function<double()>& read) {
  const bool counter = kind == Kind::kCounter;
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
  family.metric.emplace_back();
  (counter ? family.metric[0].counter.value : family.metric[0].gauge.value) = read();
  return family;
}

}  // namespace

void Counter::Add(int64_t by) const {
  if (counter_ != nullptr) counter_->Increment(static_cast<double>(by));
}

int64_t Counter::value() const {
  return counter_ == nullptr ? 0 : static_cast<int64_t>(counter_->Value());
}

void Gauge::Set(int64_t value) const {
  if (gauge_ != nullptr) gauge_->Set(static_cast<double>(value));
}

void Histogram::Observe(absl::Duration duration) const {
  if (histogram_ != nullptr) histogram_->Observe(absl::ToDoubleSeconds(duration));
}

struct Registry::Impl final : public prometheus::Collectable {
  struct Watched {
    Kind kind;
    std::string name;
    std::string help;
    std::function<double()> read;
  };

  std::vector<prometheus::MetricFamily> Collect() const override {
    std::vector<prometheus::MetricFamily> families = registry.Collect();
    const std::lock_guard<std::mutex> lock(mutex);
    for (const Watched* one : watched) {
      families.push_back(Read(one->kind, one->name, one->help, one->read));
    }
    return families;
  }

  prometheus::Registry registry;
  mutable std::mutex mutex;
  std::vector<const Watched*> watched;  // guarded by mutex
};

Registry::Registry() : impl_(std::make_shared<Impl>()) {}
Registry::~Registry() = default;

Counter Registry::MakeCounter(const std::string& name, const std::string& help,
                              const Labels& labels) {
  auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry);
  return Counter(&family.Add(labels));
}

Gauge Registry::MakeGauge(const std::string& name, const std::string& help, const Labels& labels) {
  auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry);
  return Gauge(&family.Add(labels));
}

Histogram Registry::MakeHistogram(const std::string& name, const std::string& help,
                                  const std::vector<absl::Duration>& bounds, const Labels& labels) {
  std::vector<double> seconds;
  for (const absl::Duration bound : bounds) seconds.push_back(absl::ToDoubleSeconds(bound));
  auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry);
  return Histogram(&family.Add(labels, seconds));
}

std::shared_ptr<void> Registry::Watch(Kind kind, const std::string& name, const std::string& help,
                                      std::function<double()> read) {
  auto made = std::make_unique<Impl::Watched>(Impl::Watched{kind, name, help, std::move(read)});
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->watched.push_back(made.get());
  return {made.release(), [impl = impl_](Impl::Watched* one) {
            const std::lock_guard<std::mutex> locked(impl->mutex);
            std::erase(impl->watched, one);
            delete one;
          }};
}

std::string Registry::Text() const {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, impl_->Collect());
  return out.str();
}

std::shared_ptr<prometheus::Collectable> Registry::collectable() const {
  return impl_;
}

}  // namespace probity::metrics

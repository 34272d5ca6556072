#include "common/clock/clock.h"

#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity {
namespace {

constexpr std::string_view kReal = "real";
constexpr std::string_view kScenarioPrefix = "scenario:";

class MachineClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
  bool scenario() const override { return false; }
};

}  // namespace

calendar::Date Today(const Clock& clock) {
  return calendar::DateOf(clock.Now());
}

std::unique_ptr<Clock> RealClock() {
  return std::make_unique<MachineClock>();
}

absl::StatusOr<std::unique_ptr<Clock>> MakeClock(std::string_view flag) {
  if (flag == kReal) return RealClock();
  if (flag.starts_with(kScenarioPrefix) && flag.size() > kScenarioPrefix.size()) {
    return ScenarioClock(std::string(flag.substr(kScenarioPrefix.size())));
  }
  return absl::InvalidArgumentError("the clock is \"real\" or \"scenario:FILE\"");
}

}  // namespace probity

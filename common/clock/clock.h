// Business time: the one source of "now" and "today" for everything a law or a policy counts.
// RPC deadlines, retries, leases, tokens and certificates use real time instead.
#ifndef PROBITY_COMMON_CLOCK_CLOCK_H_
#define PROBITY_COMMON_CLOCK_CLOCK_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"

namespace probity {

// Safe to call from several threads; never goes backwards within one process but by an operator
// setting the machine's own clock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
  // True if time is played, not real: ledger and audit rows are stamped SCENARIO.
  virtual bool scenario() const = 0;
};

// Today's civil date in the bureau's zone.
calendar::Date Today(const Clock& clock);

// The machine's clock.
std::unique_ptr<Clock> RealClock();

// Time played from a file of one RFC 3339 line, read anew at every call and shared by all services
// of a scenario. It keeps the latest time seen: a file that goes back, vanishes or cannot be read
// changes nothing. At the start it must be there: NOT_FOUND or INVALID_ARGUMENT naming it.
absl::StatusOr<std::unique_ptr<Clock>> ScenarioClock(std::string path);

// What the flag --clock means: "real" or "scenario:FILE". INVALID_ARGUMENT for anything else.
absl::StatusOr<std::unique_ptr<Clock>> MakeClock(std::string_view flag);

// Sets the time of a scenario file, making it if need be; readers see the old or the new time,
// never half of one. FAILED_PRECONDITION with reason CLOCK_BACKWARDS if the file is already later;
// the same time again is no error.
absl::Status WriteScenarioTime(const std::string& path, absl::Time time);

}  // namespace probity

#endif  // PROBITY_COMMON_CLOCK_CLOCK_H_

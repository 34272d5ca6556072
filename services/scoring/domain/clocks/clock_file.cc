#include "services/scoring/domain/clocks/clock_file.h"

#include <array>

namespace probity::scoring::clocks {
namespace {

constexpr std::array<std::string_view, 7> kStateNames = {"",        "RUNNING", "HELD",     "MET",
                                                         "OVERDUE", "EXPIRED", "CANCELLED"};

}  // namespace

Subject OfCase(std::string_view case_id) {
  return {SubjectKind::kCase, std::string(case_id)};
}

std::string_view ClockStateName(ClockState state) {
  return kStateNames.at(static_cast<size_t>(state));
}

bool IsOpen(const ClockFile& clock) {
  return clock.state == ClockState::kRunning || clock.state == ClockState::kHeld ||
         clock.state == ClockState::kOverdue;
}

bool IsDue(const ClockFile& clock, Date today) {
  return clock.state == ClockState::kRunning && clock.last_day.has_value() &&
         today > *clock.last_day;
}

bool WasLate(const ClockFile& clock) {
  return clock.met.has_value() && clock.last_day.has_value() && *clock.met > *clock.last_day;
}

}  // namespace probity::scoring::clocks

// What the stages of a year share: the folder, the services, business time, request ids.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_CONTEXT_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_CONTEXT_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/common/bureau.h"
#include "clients/probityctl/scenario/scenario.h"
#include "clients/probityctl/year/progress.h"
#include "common/calendar/work_calendar.h"

namespace probity::year {

// The scenario clock, written by `year run` alone. Never goes back; a day that has been reached
// before a restart is today again.
class YearClock {
 public:
  static absl::StatusOr<YearClock> Open(std::filesystem::path file);

  absl::Time now() const { return now_; }
  absl::CivilDay today() const;
  // 09:00 of `day`, if that is later than now.
  absl::Status AdvanceTo(absl::CivilDay day);
  absl::Status AdvanceTo(absl::Time time);

 private:
  YearClock(std::filesystem::path file, absl::Time now) : file_(std::move(file)), now_(now) {}

  std::filesystem::path file_;
  absl::Time now_;
};

struct Context {
  const scenario::Scenario& scenario;
  const clients::Bureau& bureau;
  const calendar::WorkCalendar& calendar;
  YearClock& clock;
  Progress& progress;

  // The request_id of a step: the same folder, step, case and item always give the same id, so a
  // step that is repeated gets the stored answer.
  std::string RequestId(std::string_view step, std::string_view case_ref = "", int item = 0) const;
};

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_CONTEXT_H_

#include "clients/probityctl/year/context.h"

#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "common/clock/clock.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

// The namespace of all request ids made here.
constexpr std::string_view kSpace = "5f1d6f0e-6f3c-5d0b-9a53-2f6f3a1b7c44";
constexpr absl::Duration kMorning = absl::Hours(9);

// A clock's file that cannot be read or written is a wrong flag, not a service that is away.
absl::Status OfFlag(const absl::Status& status) {
  if (status.ok() || !DetailOf(status).reason.empty()) return status;
  return BadRequest({{"--clock", absl::StrCat(status.message(),
                                              "; it is the file the services were started with")}});
}

}  // namespace

absl::StatusOr<YearClock> YearClock::Open(std::filesystem::path file) {
  const auto clock = ScenarioClock(file.string());
  if (!clock.ok()) return OfFlag(clock.status());
  return YearClock(std::move(file), (*clock)->Now());
}

absl::CivilDay YearClock::today() const {
  return calendar::DateOf(now_);
}

absl::Status YearClock::AdvanceTo(absl::CivilDay day) {
  return AdvanceTo(calendar::StartOf(day) + kMorning);
}

absl::Status YearClock::AdvanceTo(absl::Time time) {
  if (time <= now_) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(OfFlag(WriteScenarioTime(file_.string(), time)));
  now_ = time;
  return absl::OkStatus();
}

std::string Context::RequestId(std::string_view step, std::string_view case_ref, int item) const {
  const std::string name =
      absl::StrCat(scenario.sha256, "\n", ToAbsl(step), "\n", ToAbsl(case_ref), "\n", item);
  return *NamedUuid(kSpace, name);
}

}  // namespace probity::year

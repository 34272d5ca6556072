#include "services/scoring/jobs/counts/case_counts_job.h"

#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/clock/clock.h"
#include "common/status/status.h"
#include "probity/scoring/v1/case.pb.h"
#include "services/scoring/store/statistics/statistics.h"

namespace probity::scoring {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

std::string StepOf(CaseState state) {
  const std::string name = v1::CaseState_Name(static_cast<int>(state));
  return absl::AsciiStrToLower(absl::StripPrefix(name, "CASE_STATE_"));
}

std::map<CaseState, metrics::Gauge> Steps(metrics::Registry& registry) {
  std::map<CaseState, metrics::Gauge> steps;
  for (int number = 1; number < kCaseStates; ++number) {
    const auto state = static_cast<CaseState>(number);
    steps[state] = registry.MakeGauge("probity_cases", "Cases at each step of the procedure",
                                      {{"step", StepOf(state)}});
  }
  return steps;
}

}  // namespace

CaseCountsJob::CaseCountsJob(const ServiceEnv& env, metrics::Registry& registry,
                             absl::Duration interval)
    : steps_(Steps(registry)),
      overdue_(registry.MakeGauge("probity_cases_overdue",
                                  "Cases with a deadline that passed and was not met")),
      job_(interval, [this, &env] { Count(env); }) {}

// A failure is the database's, which reports it itself; what was counted before stays shown.
void CaseCountsJob::Count(const ServiceEnv& env) const {
  std::map<CaseState, int64_t> counts;
  int64_t overdue = 0;
  const absl::CivilDay today = Today(env.clock);
  const absl::Status read =
      env.database.Read(absl::Now() + kPatience, [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(counts, CountStates(tx, env.region));
        PROBITY_ASSIGN_OR_RETURN(overdue, CountOverdueCases(tx, env.region, today));
        return absl::OkStatus();
      });
  if (!read.ok()) return;
  for (const auto& [state, gauge] : steps_) gauge.Set(counts[state]);
  overdue_.Set(overdue);
}

}  // namespace probity::scoring

// Grouped counts over the registers, cases, clocks and recoveries.
#ifndef PROBITY_SERVICES_SCORING_STORE_STATISTICS_STATISTICS_H_
#define PROBITY_SERVICES_SCORING_STORE_STATISTICS_STATISTICS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/statistics/statistics.h"

namespace probity::scoring {

// Whose figures: one district, or (empty) all.
struct StatisticsScope {
  std::string region;
  std::string district;
};

absl::StatusOr<std::vector<PointsGroup>> CountPoints(sql::Tx& tx, const StatisticsScope& scope,
                                                     int32_t year);

// Cases opened in the year.
absl::StatusOr<std::vector<CaseGroup>> CountCases(sql::Tx& tx, const StatisticsScope& scope,
                                                  int32_t year);

// The whole region's, from two indexes: cases in each state (none where there is none), and cases
// with a clock that ran out and was reported.
absl::StatusOr<std::map<CaseState, int64_t>> CountStates(sql::Tx& tx, const std::string& region);
absl::StatusOr<int64_t> CountOverdueCases(sql::Tx& tx, const std::string& region,
                                          absl::CivilDay today);

struct ClockCount {
  int64_t running = 0;
  int64_t overdue = 0;
};
// Clocks of cases, by district and key.
absl::StatusOr<std::map<std::pair<std::string, std::string>, ClockCount>> CountClocks(
    sql::Tx& tx, const StatisticsScope& scope, absl::CivilDay today);

// Of decisions that took effect in the year, by district.
absl::StatusOr<std::map<std::string, RecoverySums>> SumRecoveries(sql::Tx& tx,
                                                                  const StatisticsScope& scope,
                                                                  int32_t year);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_STATISTICS_STATISTICS_H_

// Rows of a clock turned into values, and its key into parameters, for the files of this folder.
#ifndef PROBITY_SERVICES_SCORING_STORE_CLOCKS_CLOCK_ROWS_H_
#define PROBITY_SERVICES_SCORING_STORE_CLOCKS_CLOCK_ROWS_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/store/clocks/clock_store.h"

namespace probity::scoring::clocks {

// "c.subject_kind, …": what ClockOf reads, of a table named c.
extern const char kClockColumns[];
inline constexpr size_t kClockColumnCount = 16;

absl::StatusOr<ClockFile> ClockOf(const sql::Row& row);

// Stands for a last day that is not known; sorts behind every date.
sql::Value LastDayColumn(const std::optional<Date>& last_day);

// region, subject_kind, subject_id, clock_key, run.
sql::Params KeyParams(std::string_view region, const ClockKey& key);

// Fills extensions and spans.
absl::Status ReadDetail(sql::Tx& tx, std::string_view region, ClockFile& clock);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_STORE_CLOCKS_CLOCK_ROWS_H_

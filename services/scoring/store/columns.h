// How this service's values lie in columns.
#ifndef PROBITY_SERVICES_SCORING_STORE_COLUMNS_H_
#define PROBITY_SERVICES_SCORING_STORE_COLUMNS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "common/sql/database.h"

namespace probity::scoring {

// `YYYY-MM-DD`; absent is NULL. A column that holds no date is a programming error and ends the
// process, as with the getters of sql::Row.
sql::Value DateColumn(absl::CivilDay day);
sql::Value DateColumn(const std::optional<absl::CivilDay>& day);
absl::CivilDay DateAt(const sql::Row& row, size_t column);
std::optional<absl::CivilDay> OptionalDateAt(const sql::Row& row, size_t column);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_COLUMNS_H_

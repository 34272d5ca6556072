#include "services/scoring/store/columns.h"

#include "common/calendar/date.h"

namespace probity::scoring {

sql::Value DateColumn(absl::CivilDay day) {
  return calendar::FormatDate(day);
}

sql::Value DateColumn(const std::optional<absl::CivilDay>& day) {
  if (!day.has_value()) return sql::Null{};
  return DateColumn(*day);
}

absl::CivilDay DateAt(const sql::Row& row, size_t column) {
  return calendar::ParseDate(row.Text(column)).value();
}

std::optional<absl::CivilDay> OptionalDateAt(const sql::Row& row, size_t column) {
  if (row.IsNull(column)) return std::nullopt;
  return DateAt(row, column);
}

}  // namespace probity::scoring

// How the values of a case stand in columns, beside what columns.h says of dates: ids as 16 bytes,
// enumerators as their numbers.
#ifndef PROBITY_SERVICES_SCORING_STORE_CASE_COLUMNS_H_
#define PROBITY_SERVICES_SCORING_STORE_CASE_COLUMNS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::scoring {

sql::Value TextValue(std::string_view text);
sql::Value BlobValue(std::string_view bytes);
template <typename Enum>
sql::Value NumberOf(Enum value) {
  return static_cast<int64_t>(value);
}

// The 16 bytes of an id's 26 symbols; UNKNOWN_CASE if it is none, as nothing can have that id.
absl::StatusOr<sql::Value> CaseIdValue(std::string_view case_id);

// The 26 symbols of 16 bytes.
absl::StatusOr<std::string> CaseIdText(std::string_view bytes);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CASE_COLUMNS_H_

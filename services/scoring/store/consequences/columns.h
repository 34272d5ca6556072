// Columns that may be absent, beside those of columns.h and case_columns.h.
#ifndef PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_COLUMNS_H_
#define PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_COLUMNS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "common/status/reason.h"

namespace probity::scoring {

// NULL for an empty string of bytes.
sql::Value OptionalBlob(std::string_view bytes);
std::string OptionalBytesAt(const sql::Row& row, size_t column);

// NULL for an empty case_id (26 symbols otherwise).
absl::StatusOr<sql::Value> OptionalCaseId(std::string_view case_id);
absl::StatusOr<std::string> OptionalCaseIdAt(const sql::Row& row, size_t column);

// The 16 bytes of a text of 26 symbols; NOT_FOUND with `unknown` if it is none, as nothing can have
// that id.
absl::StatusOr<std::string> IdBytes(std::string_view text, Reason unknown);

// ABORTED / CONFLICT unless exactly one row was matched.
absl::Status MatchedOne(const absl::StatusOr<int64_t>& matched);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_COLUMNS_H_

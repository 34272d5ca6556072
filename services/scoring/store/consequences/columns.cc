#include "services/scoring/store/consequences/columns.h"

#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"

namespace probity::scoring {

sql::Value OptionalBlob(std::string_view bytes) {
  return bytes.empty() ? sql::Value(sql::Null{}) : BlobValue(bytes);
}

std::string OptionalBytesAt(const sql::Row& row, size_t column) {
  return row.IsNull(column) ? std::string() : row.Bytes(column);
}

absl::StatusOr<sql::Value> OptionalCaseId(std::string_view case_id) {
  if (case_id.empty()) return sql::Value(sql::Null{});
  return CaseIdValue(case_id);
}

absl::StatusOr<std::string> OptionalCaseIdAt(const sql::Row& row, size_t column) {
  if (row.IsNull(column)) return std::string();
  return CaseIdText(row.Bytes(column));
}

absl::StatusOr<std::string> IdBytes(std::string_view text, Reason unknown) {
  const absl::StatusOr<Id> id = Id::Parse(text);
  if (!id.ok()) return NotFound(unknown, "nothing has this id; 无此记录");
  return id->Bytes();
}

absl::Status MatchedOne(const absl::StatusOr<int64_t>& matched) {
  if (!matched.ok()) return matched.status();
  if (*matched == 1) return absl::OkStatus();
  return LostRace("it was changed at the same time; read it again; 记录已变动，请重新读取");
}

}  // namespace probity::scoring

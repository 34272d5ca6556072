#include "services/scoring/store/case_columns.h"

#include "common/id/id.h"
#include "common/status/status.h"

namespace probity::scoring {

sql::Value TextValue(std::string_view text) {
  return std::string(text);
}

sql::Value BlobValue(std::string_view bytes) {
  return sql::Blob{std::string(bytes)};
}

absl::StatusOr<sql::Value> CaseIdValue(std::string_view case_id) {
  const absl::StatusOr<Id> id = Id::Parse(case_id);
  if (!id.ok()) return NotFound(Reason::k_UNKNOWN_CASE, "no such case; 无此案件");
  return sql::Value(sql::Blob{id->Bytes()});
}

absl::StatusOr<std::string> CaseIdText(std::string_view bytes) {
  PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(bytes));
  return id.Text();
}

}  // namespace probity::scoring

#include "services/scoring/store/attention/attention.h"

#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"

namespace probity::scoring {
namespace {

constexpr char kWaiting[] =
    "SELECT case_id, case_ref, attention FROM case_file "
    "WHERE region = ? AND case_id > ? AND attention <> '' ORDER BY case_id LIMIT ?";
constexpr char kWaitingFor[] =
    "SELECT case_id, case_ref, attention FROM case_file "
    "WHERE region = ? AND case_id > ? AND attention = ? ORDER BY case_id LIMIT ?";

}  // namespace

absl::StatusOr<std::vector<WaitingCase>> WaitingCases(sql::Tx& tx, std::string_view region,
                                                      std::string_view attention,
                                                      std::string_view after, int64_t limit) {
  sql::Value from = BlobValue("");
  if (!after.empty()) {
    PROBITY_ASSIGN_OR_RETURN(from, CaseIdValue(after));
  }
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      attention.empty()
          ? tx.Query(kWaiting, {TextValue(region), from, limit})
          : tx.Query(kWaitingFor, {TextValue(region), from, TextValue(attention), limit}));
  std::vector<WaitingCase> cases;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(std::string case_id, CaseIdText(row.Bytes(0)));
    cases.push_back({std::move(case_id), row.Text(1), row.Text(2)});
  }
  return cases;
}

}  // namespace probity::scoring

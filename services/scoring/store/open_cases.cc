#include "services/scoring/store/open_cases.h"

#include <string_view>

#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "services/scoring/domain/case_types.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kOpen =
    "SELECT DISTINCT c.institution_id FROM case_file c "
    "WHERE c.region = ? AND c.institution_id >= ? AND c.institution_id <= ? "
    "AND c.notice_served_date <= ? "
    "AND NOT EXISTS (SELECT 1 FROM case_transition t WHERE t.region = c.region "
    "AND t.case_id = c.case_id AND t.to_state = ? AND t.recorded_time <= ?) "
    "AND EXISTS (SELECT 1 FROM case_transition s WHERE s.region = c.region "
    "AND s.case_id = c.case_id AND s.to_state = ? AND s.recorded_time <= ?) "
    "AND NOT (c.effective_date IS NOT NULL AND c.effective_date <= ? "
    "AND EXISTS (SELECT 1 FROM case_transition e WHERE e.region = c.region "
    "AND e.case_id = c.case_id AND e.to_state = ? AND e.recorded_time <= ?)) "
    "AND EXISTS (SELECT 1 FROM finding f WHERE f.region = c.region AND f.case_id = c.case_id "
    "AND f.act_end >= ? AND f.act_end <= ?)";

}  // namespace

absl::StatusOr<std::set<std::string>> InstitutionsWithOpenCase(sql::Tx& tx,
                                                               const OpenCaseQuery& query) {
  const sql::Params params = {query.region,
                              query.first,
                              query.last,
                              DateColumn(query.as_of),
                              static_cast<int64_t>(CaseState::kTerminated),
                              query.known,
                              static_cast<int64_t>(CaseState::kObjectionOpen),
                              query.known,
                              DateColumn(query.as_of),
                              static_cast<int64_t>(CaseState::kEffective),
                              query.known,
                              absl::StrFormat("%04d-01-01", query.year),
                              absl::StrFormat("%04d-12-31", query.year)};
  std::set<std::string> found;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kOpen, params, [&](const sql::Row& row) {
    found.insert(row.Text(0));
    return absl::OkStatus();
  }));
  return found;
}

}  // namespace probity::scoring

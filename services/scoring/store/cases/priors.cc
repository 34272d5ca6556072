#include "services/scoring/store/cases/priors.h"

#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kPriors[] =
    "SELECT f.code, f.act_end FROM case_file c "
    "JOIN finding f ON f.region = c.region AND f.case_id = c.case_id "
    "WHERE c.region = ? AND c.institution_id = ? AND c.case_id <> ? "
    "AND c.effective_date IS NOT NULL AND c.revoked_date IS NULL "
    "AND f.code = ? AND f.final_points > 0 ORDER BY c.case_id, f.item";

}  // namespace

absl::StatusOr<std::vector<PriorFinding>> PriorFindings(sql::Tx& tx, std::string_view region,
                                                        const CaseFile& file,
                                                        std::string_view code) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(file.case_id));
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kPriors, {TextValue(region), file.institution_id, case_id, TextValue(code)}));
  std::vector<PriorFinding> priors;
  for (const sql::Row& row : rows) priors.push_back({row.Text(0), DateAt(row, 1)});
  return priors;
}

}  // namespace probity::scoring

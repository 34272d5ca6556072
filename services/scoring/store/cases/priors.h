// What an institution's earlier cases say about a new finding.
#ifndef PROBITY_SERVICES_SCORING_STORE_CASES_PRIORS_H_
#define PROBITY_SERVICES_SCORING_STORE_CASES_PRIORS_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/cases/grounds.h"

namespace probity::scoring {

// Findings with points of this item, of the institution's other cases whose decision has taken
// effect and was not revoked; by case and item.
absl::StatusOr<std::vector<PriorFinding>> PriorFindings(sql::Tx& tx, std::string_view region,
                                                        const CaseFile& file,
                                                        std::string_view code);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CASES_PRIORS_H_

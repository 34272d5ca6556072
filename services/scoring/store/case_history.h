// Notices and remedies of a case: rows that are added by one step and completed by a later one.
#ifndef PROBITY_SERVICES_SCORING_STORE_CASE_HISTORY_H_
#define PROBITY_SERVICES_SCORING_STORE_CASE_HISTORY_H_

#include <string_view>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// Writes what `after` has beside `before`. Part of SaveTransition.
absl::Status SaveHistory(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                         const CaseFile& before, const CaseFile& after);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CASE_HISTORY_H_

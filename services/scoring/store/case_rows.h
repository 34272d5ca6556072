// Rows of a case turned into values, for the two files that read them.
#ifndef PROBITY_SERVICES_SCORING_STORE_CASE_ROWS_H_
#define PROBITY_SERVICES_SCORING_STORE_CASE_ROWS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// "SELECT …columns… FROM case_file WHERE region = ?": to be continued by its caller.
extern const char kSelectCase[];

// The cases of such rows, complete with officers and findings.
absl::StatusOr<std::vector<CaseFile>> ReadCases(sql::Tx& tx, std::string_view region,
                                                const std::vector<sql::Row>& rows);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CASE_ROWS_H_

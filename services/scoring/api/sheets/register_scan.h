// Holds the free texts of a sheet against everything the register could be recognised by.
#ifndef PROBITY_SERVICES_SCORING_API_SHEETS_REGISTER_SCAN_H_
#define PROBITY_SERVICES_SCORING_API_SHEETS_REGISTER_SCAN_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/domain/sheet_scan.h"

namespace probity::scoring {

// The plan's texts with 被检查单位 for 我院, 本店 and the like.
void TakeOutSelfReference(SheetPlan& plan);

// Institutions by every name they have or had, persons, officers, places; numbers of the case; what
// needs no register. Empty if the texts of the plan name nobody.
absl::StatusOr<std::vector<Hit>> ScanPlan(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                          const SheetPlan& plan);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEETS_REGISTER_SCAN_H_

// The checklist of the three enforcement systems for one case, from what is stored.
#ifndef PROBITY_SERVICES_SCORING_API_PROCEDURE_CHECKLIST_H_
#define PROBITY_SERVICES_SCORING_API_PROCEDURE_CHECKLIST_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/procedure/checklist.h"

namespace probity::scoring {

struct CaseChecklist {
  std::vector<CheckLine> lines;
  CaseWeight weight;
  std::optional<absl::CivilDay> hearing_window_end;
};

// Before the decision the case is weighed by what it may bring; afterwards by what was recorded.
absl::StatusOr<CaseChecklist> LoadChecklist(const ServiceEnv& env, sql::Tx& tx,
                                            const CaseFile& file);

// CheckMayClose of its lines, with the titles of the shipped documents.
absl::Status CheckMayClose(const CaseChecklist& checklist);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PROCEDURE_CHECKLIST_H_

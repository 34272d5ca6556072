// The sheet of a case as it would go to the committee now.
#ifndef PROBITY_SERVICES_SCORING_API_SHEETS_PLAN_H_
#define PROBITY_SERVICES_SCORING_API_SHEETS_PLAN_H_

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/store/sheets/blindings.h"

namespace probity::scoring {

struct PlannedSheet {
  Institution institution;
  Referral referral;       // typed fields as wide as they must be, texts as they would stand there
  SheetBlinding blinding;  // of the case, without number and person
};

// Refuses as ReferToReview (domain/sheet.h) does, and ATTACHMENT_UNCHECKED while an attachment
// waits for its second person. Whether the texts name anybody is ScanPlan's to say.
absl::StatusOr<PlannedSheet> PlanSheet(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                       const Redaction& redaction);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEETS_PLAN_H_

// From the plan of a sheet to the message review gets, and the check that it names nobody.
#ifndef PROBITY_SERVICES_SCORING_API_SHEET_BLIND_H_
#define PROBITY_SERVICES_SCORING_API_SHEET_BLIND_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/domain/verdict.h"

namespace probity::scoring {

v1::SheetBody SheetMessage(const SheetPlan& plan, policy::SubjectKind kind);

// What a stored sheet asked: `items` in the order of its body's findings.
std::vector<AskedFinding> AskedBy(const v1::SheetBody& body, const std::vector<int32_t>& items);

// Holds the free texts against every institution of the register, the case's own among them.
// SHEET_NOT_BLIND naming the place.
absl::Status CheckBlind(const ServiceEnv& env, sql::Tx& tx, const SheetPlan& plan);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEET_BLIND_H_

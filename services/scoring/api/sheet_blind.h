// From the plan of a sheet to the message review gets.
#ifndef PROBITY_SERVICES_SCORING_API_SHEET_BLIND_H_
#define PROBITY_SERVICES_SCORING_API_SHEET_BLIND_H_

#include <vector>

#include "probity/scoring/v1/sheet.pb.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/domain/verdict.h"

namespace probity::scoring {

v1::SheetBody SheetMessage(const SheetPlan& plan, policy::SubjectKind kind);

// What a stored sheet asked: `items` in the order of its body's findings.
std::vector<AskedFinding> AskedBy(const v1::SheetBody& body, const std::vector<int32_t>& items);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEET_BLIND_H_

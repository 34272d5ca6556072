// Keeping qualifications in line with the points that decide them.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_QUALIFICATIONS_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_QUALIFICATIONS_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/consequences/apply.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring::consequences {

// After points of a year changed: grants or revokes what that year had decided already. Before the
// year was decided there is nothing to keep in line.
absl::Status FollowQualifications(sql::Tx& tx, const ServiceEnv& env, const YearChange& change);

}  // namespace probity::scoring::consequences

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_QUALIFICATIONS_H_

// Keeping qualifications in line with the points that decide them.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_QUALIFICATIONS_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_QUALIFICATIONS_H_

#include <string>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/consequences/apply.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::consequences {

// After points of a year changed: grants or revokes what that year had decided already. Before the
// year was decided there is nothing to keep in line.
absl::Status FollowQualifications(sql::Tx& tx, const ServiceEnv& env, const YearChange& change);

// After a designation was ended by a person's decision, or that decision fell away: the same for
// every year that had been decided, from the day after `at`.
absl::Status FollowDesignation(sql::Tx& tx, const ServiceEnv& env,
                               const std::string& institution_id, const std::string& actor,
                               const RecordedAt& at);

}  // namespace probity::scoring::consequences

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_QUALIFICATIONS_H_

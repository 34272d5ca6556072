// Suspensions that follow the subject: what an institution has not served when another goes on for
// it, the successor serves.
#ifndef PROBITY_SERVICES_SCORING_API_SUBJECTS_CARRY_SUSPENSIONS_H_
#define PROBITY_SERVICES_SCORING_API_SUBJECTS_CARRY_SUSPENSIONS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/subjects/change.h"

namespace probity::scoring {

// Orders for every successor what remains of the suspensions of the one that changes (Unserved);
// how many were ordered.
absl::StatusOr<int32_t> CarrySuspensions(sql::Tx& tx, const ServiceEnv& env,
                                         const SubjectChange& change);

// After a reversal: shortens or ends what `successor` took over of suspensions that are shorter now
// or fell away. Days up to `served` stay.
absl::Status ShortenCarried(sql::Tx& tx, const ServiceEnv& env, const SubjectChange& change,
                            const Successor& successor, absl::CivilDay served,
                            const std::string& actor);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SUBJECTS_CARRY_SUSPENSIONS_H_

// Suspensions of insured persons in the register of measures, with their commands to the networked
// settlement. Ordered and lifted by InsuredService, each by two persons.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_FOLLOW_INSURED_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_FOLLOW_INSURED_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/insured/insured.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::consequences {

// Brings the register in line with the person's events. Called after each of them, in its
// transaction; nothing to do unless the last one is an approval.
absl::Status FollowInsured(const ServiceEnv& env, sql::Tx& tx, const Insured& insured,
                           const RecordedAt& at);

}  // namespace probity::scoring::consequences

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_FOLLOW_INSURED_H_

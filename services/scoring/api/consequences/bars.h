// Who may not be designated, or manage a designated institution.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_BARS_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_BARS_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::consequences {

// BARRED, naming every institution among `applying` that is barred on the day its designation (for
// a new agreement: the agreement's term) would begin, or whose principal is.
absl::Status CheckBarred(const ServiceEnv& env, sql::Tx& tx,
                         const std::vector<Institution>& applying);

// Ends the bars of persons that the case brought, whose decision was revoked.
absl::Status EndBars(const ServiceEnv& env, sql::Tx& tx, std::string_view case_id,
                     std::string_view actor, const RecordedAt& at);

}  // namespace probity::scoring::consequences

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_BARS_H_

// Keeping a publication: the row and its leaf of the audit log.
#ifndef PROBITY_SERVICES_SCORING_API_PUBLICITY_KEEP_H_
#define PROBITY_SERVICES_SCORING_API_PUBLICITY_KEEP_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/publicity/publication.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::publicity {

inline constexpr char kPublishKey[] = "publish";
inline constexpr char kWithdrawKey[] = "withdraw_publication";

// With its new etag.
absl::StatusOr<Publication> Keep(const ServiceEnv& env, sql::Tx& tx, Publication publication,
                                 const std::string& actor, const RecordedAt& at);

// The clocks of a publication stand under its id.
clocks::Subject ClockOf(const Publication& publication);

}  // namespace probity::scoring::publicity

#endif  // PROBITY_SERVICES_SCORING_API_PUBLICITY_KEEP_H_

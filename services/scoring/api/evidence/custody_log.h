// One more line in an item's chain of custody, and the guard on what may be used.
#ifndef PROBITY_SERVICES_SCORING_API_EVIDENCE_CUSTODY_LOG_H_
#define PROBITY_SERVICES_SCORING_API_EVIDENCE_CUSTODY_LOG_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/evidence/custody.h"
#include "services/scoring/domain/evidence/evidence.h"

namespace probity::scoring {

// Appends `line` as the caller's doing, now. NOT_THE_HOLDER, BAD_REQUEST.
absl::StatusOr<CustodyLine> RecordCustody(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                          const EvidenceItem& item, CustodyLine line);

// G5_MONITORING_REVIEW: asked before an investigation is completed, before each notice and each
// decision, the director's in the place of the committee too.
absl::Status CheckEvidenceUsable(const ServiceEnv& env, sql::Tx& tx, std::string_view case_id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_EVIDENCE_CUSTODY_LOG_H_

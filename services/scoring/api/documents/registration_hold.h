// Registered evidence (先行登记保存, 处罚法 56): from the decision the bureau has the policy's
// `register_hold` to dispose of what it holds; after that day the hold is over by itself.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_REGISTRATION_HOLD_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_REGISTRATION_HOLD_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/document_service.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/documents/document.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// Starts the clock of a REGISTRATION_HOLD that was just issued; nothing for another document.
absl::Status StartRegistrationHold(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                   const IssuedDocument& issued);

// See DocumentService.DisposeHold.
absl::StatusOr<v1::DisposeHoldResponse> HandleDisposeHold(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::DisposeHoldRequest& request);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_REGISTRATION_HOLD_H_

// ScreeningService: what review may ask of scoring. Tokens go out, verdicts come in; nothing that
// names a case, an institution or a member stays behind.
#ifndef PROBITY_SERVICES_SCORING_API_SCREENING_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_SCREENING_SERVICE_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/router.h"
#include "common/status/status.h"
#include "probity/scoring/v1/screening_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterScreeningService(const ServiceEnv& env, rpc::Router& router);

// The handlers, one file each. The first two open their own transactions: a refused taking still
// uses up what was withheld from it, and a screening leaves no request record.
absl::StatusOr<v1::TakeSheetsResponse> HandleTakeSheets(const ServiceEnv& env,
                                                        const rpc::Call& call,
                                                        const v1::TakeSheetsRequest& request);
absl::StatusOr<v1::TakeAttachmentResponse> HandleTakeAttachment(
    const ServiceEnv& env, const rpc::Call& call, const v1::TakeAttachmentRequest& request);
absl::StatusOr<v1::GetPersonKeyResponse> HandleGetPersonKey(const ServiceEnv& env,
                                                            const rpc::Call& call,
                                                            const v1::GetPersonKeyRequest& request);
absl::StatusOr<v1::ScreenMembersResponse> HandleScreenMembers(
    const ServiceEnv& env, const rpc::Call& call, const v1::ScreenMembersRequest& request);
absl::StatusOr<v1::DeliverVerdictsResponse> HandleDeliverVerdicts(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::DeliverVerdictsRequest& request);
absl::StatusOr<v1::ReleaseTokensResponse> HandleReleaseTokens(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ReleaseTokensRequest& request);

// The committee section in force today; all policies of a day agree on it. Where none is in force,
// that of the latest. POLICY_NOT_IN_FORCE if none was ever put.
absl::StatusOr<policy::Committee> CommitteeTerms(const ServiceEnv& env, sql::Tx& tx);

// The 16 bytes of 32 lower-case hex digits; empty, and a violation recorded, for anything else.
std::string HexField(const std::string& text, const std::string& field, FieldCheck& check);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SCREENING_SERVICE_H_

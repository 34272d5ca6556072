// The handlers of ClockService.
#ifndef PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_HANDLERS_H_
#define PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_HANDLERS_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/clock_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring::clocks {

// clock_reads.cc; they open their own transactions.
absl::StatusOr<v1::ListDueResponse> HandleListDue(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::ListDueRequest& request);
absl::StatusOr<v1::ListOverdueResponse> HandleListOverdue(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::ListOverdueRequest& request);
absl::StatusOr<v1::GetClocksResponse> HandleGetClocks(const ServiceEnv& env, const rpc::Call& call,
                                                      const v1::GetClocksRequest& request);

// clock_changes.cc
absl::StatusOr<v1::ExtendDeadlineResponse> HandleExtendDeadline(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ExtendDeadlineRequest& request);
absl::StatusOr<v1::AddExcludedSpanResponse> HandleAddExcludedSpan(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AddExcludedSpanRequest& request);
absl::StatusOr<v1::EndExcludedSpanResponse> HandleEndExcludedSpan(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::EndExcludedSpanRequest& request);
absl::StatusOr<v1::AnnounceServiceResponse> HandleAnnounceService(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AnnounceServiceRequest& request);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCK_HANDLERS_H_

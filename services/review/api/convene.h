// The steps that need people and rounds together: freezing and screening the pool, the draw, the
// seating and the start of the vote. Only the files convene* know both databases; nothing they
// store in one can be joined with the other.
//
// A step writes in one database, then in the other; each write is safe to repeat, so a step that
// was cut short is done by calling it again.
#ifndef PROBITY_SERVICES_REVIEW_API_CONVENE_H_
#define PROBITY_SERVICES_REVIEW_API_CONVENE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/router.h"
#include "probity/review/v1/hearing_admin_service.pb.h"
#include "services/review/api/hearing_admin.h"

namespace probity::review {

absl::StatusOr<v1::FreezePoolResponse> FreezePool(const HearingEnv& env, const rpc::Call& call,
                                                  const v1::FreezePoolRequest& request);
absl::StatusOr<v1::RunDrawResponse> RunDraw(const HearingEnv& env, const rpc::Call& call,
                                            const v1::RunDrawRequest& request);
absl::StatusOr<v1::SeatRoundResponse> SeatRound(const HearingEnv& env, const rpc::Call& call,
                                                const v1::SeatRoundRequest& request);
absl::StatusOr<v1::StartVotingResponse> StartVoting(const HearingEnv& env, const rpc::Call& call,
                                                    const v1::StartVotingRequest& request);

// What people's side keeps of a round that is over or aborted goes: pool, pool key, answer codes,
// notices nobody picked up. May be repeated.
absl::Status ForgetPeople(const ReviewEnv& env, const Bytes& round_id, absl::Time deadline);

// The same of an aborted round, whose sealed codes lead to no ballot.
absl::Status ForgetAborted(const ReviewEnv& env, const Bytes& round_id, absl::Time deadline);

// ForgetPeople for every round whose pool is still there though it votes no more or was aborted:
// what a step left behind that lost against an abort. For the service's start.
absl::Status ForgetLeftPeople(const ReviewEnv& env, absl::Time deadline);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_CONVENE_H_

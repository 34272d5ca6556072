// What the files of HearingAdminService share: the round a request names, locked and in a phase
// that allows the step, and the conversions of its answers.
#ifndef PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_STEPS_H_
#define PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_STEPS_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/idempotency.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "probity/review/v1/hearing_admin_service.pb.h"
#include "probity/review/v1/round.pb.h"
#include "services/review/api/environment.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/domain/phases.h"
#include "services/review/domain/transcript.h"
#include "services/review/store/hearing/rounds.h"

namespace probity::review {

inline v1::RoundPhase ToProto(Phase phase) {
  return static_cast<v1::RoundPhase>(phase);
}
v1::Round ToProto(const hearing::Round& round, const std::optional<Transcript>& transcript);

// The round, locked until the transaction ends. WRONG_PHASE unless `step` may be taken now.
absl::StatusOr<hearing::Round> LockFor(sql::Tx& tx, const Bytes& round_id, Step step);

// Moves a locked round to where `step` leads; says where.
absl::StatusOr<Phase> Enter(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round,
                            Step step);

// The round as it is now, outside any transaction. UNKNOWN_ROUND.
absl::StatusOr<hearing::Round> ReadRound(const ReviewEnv& env, const Bytes& round_id,
                                         absl::Time deadline);

// WRONG_PHASE unless some ending of `rpc` may be taken from the round's phase.
absl::Status CheckMayCall(std::string_view rpc, const hearing::Round& round);

// True if the round was aborted for `code`: a call that ended so is answered so again.
bool AbortedFor(const hearing::Round& round, AbortCode code);

// The transcript as it stands; none before the pool is frozen.
absl::StatusOr<std::optional<Transcript>> LoadTranscript(sql::Tx& tx, const Bytes& round_id);
absl::Status StoreTranscript(sql::Tx& tx, const Bytes& round_id, const Transcript& transcript);

// A step in one transaction on the hearings; `body` gets the parsed round_id of the request.
template <typename Request, typename Response>
void RegisterStep(std::string_view method, const HearingEnv& env, rpc::Router& router,
                  std::function<absl::StatusOr<Response>(sql::Tx&, const rpc::Call&, const Request&,
                                                         const Bytes&)>
                      body) {
  router.Mutation<Request, Response>(
      method, env.review.hearing,
      [body = std::move(body)](sql::Tx& tx, const rpc::Call& call,
                               const Request& request) -> absl::StatusOr<Response> {
        PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
        return body(tx, call, request, round_id);
      });
}

void RegisterOpening(const HearingEnv& env, rpc::Router& router);
void RegisterSeed(const HearingEnv& env, rpc::Router& router);
void RegisterReads(const HearingEnv& env, rpc::Router& router);
void RegisterLogHeads(const HearingEnv& env, rpc::Router& router);
void RegisterUnsealing(const HearingEnv& env, rpc::Router& router);
void RegisterConvening(const HearingEnv& env, rpc::Router& router);
void RegisterClosing(const HearingEnv& env, rpc::Router& router);
void RegisterAborting(const HearingEnv& env, rpc::Router& router);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_STEPS_H_

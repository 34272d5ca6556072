// StartVoting: people's side forgets the round first, then the sheets become readable. And the
// registration of the steps that need both sides.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/review/api/convene.h"
#include "services/review/api/convene_people.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/rules.h"
#include "services/review/store/hearing/results.h"
#include "services/review/store/roster/invitations.h"
#include "services/review/store/roster/pool.h"

namespace probity::review {
namespace {

constexpr char kService[] = "probity.review.v1.HearingAdminService.";

// When voting ends; TOO_SHORT_NOTICE if that leaves less than the policy's shortest time.
absl::StatusOr<std::int64_t> ClosesAt(const ReviewEnv& env, const hearing::Round& round,
                                      std::int64_t asked) {
  const std::int64_t now = NowSeconds(env);
  if (asked == 0) return now + std::int64_t{60} * round.committee.voting_minutes;
  if (asked >= now + std::int64_t{60} * round.committee.voting_minutes_min) return asked;
  return Precondition(
      Reason::k_TOO_SHORT_NOTICE,
      absl::StrCat("voting takes at least ", round.committee.voting_minutes_min, " minutes"));
}

// Enough seats are taken, and by members who accepted; those of an attempt that was cut short sit
// already.
absl::Status CheckQuorum(const Convened& convened,
                         const std::vector<roster::Invitation>& invitations) {
  const std::vector<Seat> seats = SeatingOf(convened.transcript).seats;
  const auto taken =
      std::count_if(seats.begin(), seats.end(), [](const Seat& s) { return s.draw.has_value(); });
  const auto come = std::count_if(invitations.begin(), invitations.end(), [](const auto& one) {
    return one.state == roster::InvitationState::kAccepted ||
           one.state == roster::InvitationState::kSat;
  });
  if (come >= taken && EnoughSit(seats, SeatingRulesOf(convened.round.committee))) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_QUORUM_NOT_MET, "too few members have accepted to vote");
}

absl::Status LetPeopleSit(const ReviewEnv& env, const Convened& convened, absl::Time deadline) {
  const Bytes& round_id = convened.round.round_id;
  return env.roster.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto invitations, roster::InvitationsOf(tx, round_id));
    PROBITY_RETURN_IF_ERROR(CheckQuorum(convened, invitations));
    PROBITY_RETURN_IF_ERROR(roster::AcceptedSit(tx, round_id).status());
    return roster::ErasePool(tx, round_id);
  });
}

absl::StatusOr<v1::StartVotingResponse> OpenVote(const HearingEnv& env, sql::Tx& tx,
                                                 const Bytes& round_id, std::int64_t asked) {
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, LockFor(tx, round_id, Step::kStartVoting));
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t closes_at, ClosesAt(env.review, round, asked));
  PROBITY_RETURN_IF_ERROR(hearing::SetCloses(tx, round_id, closes_at, false));
  PROBITY_ASSIGN_OR_RETURN(const Phase phase, Enter(tx, env.review, round, Step::kStartVoting));
  PROBITY_RETURN_IF_ERROR(
      hearing::AppendAudit(
          tx, AuditKind::kVoting,
          VotingBody(round_id, static_cast<std::uint64_t>(closes_at), /*extended=*/false))
          .status());
  v1::StartVotingResponse response;
  response.set_phase(ToProto(phase));
  response.set_closes_at_seconds(closes_at);
  return response;
}

// A step that lost against an abort may have written about people what the abort had erased.
absl::Status ForgetIfAborted(const ReviewEnv& env, const std::string& round_text,
                             absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(round_text));
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, ReadRound(env, round_id, deadline));
  return round.phase == Phase::kAborted ? ForgetAborted(env, round_id, deadline) : absl::OkStatus();
}

template <typename Request, typename Response>
void Register(std::string_view name, const HearingEnv& env, rpc::Router& router,
              absl::StatusOr<Response> (*step)(const HearingEnv&, const rpc::Call&,
                                               const Request&)) {
  router.Unary<Request, Response>(
      absl::StrCat(kService, ToAbsl(name)),
      [&env, step](const rpc::Call& call, const Request& request) {
        absl::StatusOr<Response> response = step(env, call, request);
        env.wake();
        if (!response.ok()) {
          ForgetIfAborted(env.review, request.round_id(), call.deadline).IgnoreError();
        }
        return response;
      });
}

}  // namespace

absl::StatusOr<v1::StartVotingResponse> StartVoting(const HearingEnv& env, const rpc::Call& call,
                                                    const v1::StartVotingRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
  PROBITY_ASSIGN_OR_RETURN(
      auto stored, rpc::StoredAnswer<v1::StartVotingResponse>(env.review.hearing, call, request));
  if (stored.has_value()) return *std::move(stored);
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round,
                           ReadRound(env.review, round_id, call.deadline));
  PROBITY_RETURN_IF_ERROR(CheckMayCall("StartVoting", round));
  PROBITY_RETURN_IF_ERROR(ClosesAt(env.review, round, request.closes_at_seconds()).status());
  PROBITY_ASSIGN_OR_RETURN(const Convened convened,
                           LoadConvened(env.review, round_id, call.deadline));
  PROBITY_RETURN_IF_ERROR(LetPeopleSit(env.review, convened, call.deadline));
  return rpc::Idempotent<v1::StartVotingResponse>(
      env.review.hearing, call, request,
      [&](sql::Tx& tx) { return OpenVote(env, tx, round_id, request.closes_at_seconds()); });
}

void RegisterConvening(const HearingEnv& env, rpc::Router& router) {
  Register("FreezePool", env, router, &FreezePool);
  Register("RunDraw", env, router, &RunDraw);
  Register("SeatRound", env, router, &SeatRound);
  Register("StartVoting", env, router, &StartVoting);
}

}  // namespace probity::review
